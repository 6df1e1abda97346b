import type { AbortOptions } from './async/abort.ts';

/** Progress of loading a model. The last event is `{ phase: 'ready' }`. */
export type LoadProgress =
  /** Downloading. `loadedBytes` never falls; `totalBytes` is known from the first event and never changes. */
  | {
      readonly phase: 'download';
      readonly model: string;
      readonly loadedBytes: number;
      readonly totalBytes: number;
      readonly bytesPerSecond: number;
    }
  /** Files are complete; sessions are being created. */
  | { readonly phase: 'initialise'; readonly model: string; readonly part: string }
  | { readonly phase: 'ready'; readonly model: string };

/** Called with progress events: at most 20 per second, and always the last one. */
export type OnProgress<E> = (event: E) => void;

const loadPhases: ReadonlySet<string> = new Set<LoadProgress['phase']>(['download', 'initialise', 'ready']);

/**
 * Options of a call whose model loading is also reported to `notify`, the listener of the session.
 *
 * @returns `signal` and one listener: it gets every event of the call, and passes those of loading to `notify` first
 */
export function withProgress<E extends { readonly phase: string } = LoadProgress>(
  { signal, onProgress }: AbortOptions & { readonly onProgress?: OnProgress<E> | undefined },
  notify: OnProgress<LoadProgress> | undefined,
): AbortOptions & { readonly onProgress: OnProgress<E> } {
  return {
    signal,
    onProgress: (event) => {
      if (isLoadProgress(event)) notify?.(event);
      onProgress?.(event);
    },
  };
}

function isLoadProgress(event: { readonly phase: string }): event is LoadProgress {
  return loadPhases.has(event.phase);
}

/**
 * Passes on at most one event every `intervalMs` and keeps the newest of the others, which `flush` passes on. An event
 * of a new `phase` is passed on at once, after the last one of the phase before: each phase ends with its newest state.
 */
export function throttleProgress<E>(
  report: OnProgress<E>,
  intervalMs = 50,
): { readonly report: OnProgress<E>; readonly flush: () => void } {
  let last = -Infinity;
  let phase: unknown;
  let held: { readonly event: E } | undefined;
  const flush = (): void => {
    if (held !== undefined) report(held.event);
    held = undefined;
  };
  return {
    report: (event) => {
      const now = performance.now();
      const newPhase = phaseOf(event);
      if (newPhase !== phase) flush();
      if (newPhase !== phase || now - last >= intervalMs) {
        last = now;
        phase = newPhase;
        held = undefined;
        report(event);
      } else held = { event };
    },
    flush,
  };
}

function phaseOf(event: unknown): unknown {
  return typeof event === 'object' && event !== null && 'phase' in event ? event.phase : undefined;
}
