import { recall, remember } from '../../state/remembered.ts';

/** A run that had not ended when the page was left. */
export interface Unfinished {
  readonly kind: 'samples' | 'own';
  readonly done: number;
  readonly total: number;
  /** When it was asked for, milliseconds since 1970. */
  readonly run: number;
}

/** Stores the progress of a run for the next visit; `undefined` once it has ended. */
export function rememberUnfinished(run: Unfinished | undefined): void {
  remember('unfinished', run && [run.kind, run.done, run.total, run.run].join(' '));
}

/** The run that had not ended at the last visit. */
export function recallUnfinished(): Unfinished | undefined {
  const match = /^(samples|own) (\d+) (\d+) (\d+)$/.exec(recall('unfinished') ?? '');
  if (match === null) return undefined;
  const [done = 0, total = 0, run = 0] = match.slice(2).map(Number);
  return { kind: match[1] === 'samples' ? 'samples' : 'own', done, total, run };
}
