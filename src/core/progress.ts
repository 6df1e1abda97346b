/** How far the loading of a model has come. The last event of a load is `{ phase: 'ready' }`. */
export type LoadProgress =
  /** Bytes arriving. `loadedBytes` never falls; `totalBytes` is known from the first event and never changes. */
  | {
      readonly phase: 'download';
      readonly model: string;
      readonly loadedBytes: number;
      readonly totalBytes: number;
      readonly bytesPerSecond: number;
    }
  /** Files are here; sessions are being made. */
  | { readonly phase: 'initialise'; readonly model: string; readonly part: string }
  | { readonly phase: 'ready'; readonly model: string };

/** Receives progress events; at most 20 a second, and always the last one. */
export type OnProgress<E> = (event: E) => void;

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
