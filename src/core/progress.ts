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
 * Passes at most one event every `intervalMs` on to `report`; keeps the newest of the held-back ones and passes it
 * on with `flush`, so that the last event always arrives.
 */
export function throttleProgress<E>(
  report: OnProgress<E>,
  intervalMs = 50,
): { readonly report: OnProgress<E>; readonly flush: () => void } {
  let last = -Infinity;
  let held: { readonly event: E } | undefined;
  return {
    report: (event) => {
      const now = performance.now();
      if (now - last >= intervalMs) {
        last = now;
        held = undefined;
        report(event);
      } else held = { event };
    },
    flush: () => {
      if (held !== undefined) report(held.event);
      held = undefined;
    },
  };
}
