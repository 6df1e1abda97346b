import { useRef } from 'preact/hooks';
import { TimeLeft } from './time-left.ts';

/** How much of some work is done, in any unit. */
export interface Work {
  readonly done: number;
  readonly total: number;
}

/**
 * Milliseconds that the work will still take; undefined while there is no steady estimate. Another total restarts it.
 */
export function useTimeLeft(work: Work | undefined): number | undefined {
  const watched = useRef<{ readonly total: number; readonly left: TimeLeft } | undefined>(undefined);
  if (work === undefined) {
    watched.current = undefined;
    return undefined;
  }
  if (watched.current?.total !== work.total) watched.current = { total: work.total, left: new TimeLeft(work.total) };
  return watched.current.left.update(work.done);
}
