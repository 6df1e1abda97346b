import type { OnProgress } from '../core/progress.ts';

/** Names of counters: `loadedBytes`, `doneFiles`. */
const counter = /^(loaded|done)[A-Z]/;
const total = /^total[A-Z]/;

/**
 * Passes on progress whose counters never fall. A call that is repeated on a new worker counts from the start again;
 * its events are held back until they are ahead of what was reported. Events of another model, phase or total restart
 * the count.
 */
export function neverFalling<E>(report: OnProgress<E>): OnProgress<E> {
  const highest = new Map<string, number>();
  return (event) => {
    const fields = Object.entries(event as Readonly<Record<string, unknown>>);
    const of = JSON.stringify(fields.filter(([name]) => name === 'phase' || name === 'model' || total.test(name)));
    const counters = fields.flatMap(([name, value]) =>
      counter.test(name) && typeof value === 'number' ? [[`${of} ${name}`, value] as const] : [],
    );
    if (counters.some(([key, value]) => value < (highest.get(key) ?? -Infinity))) return;
    for (const [key, value] of counters) highest.set(key, value);
    report(event);
  };
}
