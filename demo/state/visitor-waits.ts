import { firstValue, observable, type Observable } from './observable.ts';

const waits: Observable<number> = observable(0);

/** Marks `work` as something that the visitor waits for: what runs in the background lets it go first. */
export async function whileVisitorWaits<T>(work: () => Promise<T>): Promise<T> {
  waits.set(waits.value + 1);
  try {
    return await work();
  } finally {
    waits.set(waits.value - 1);
  }
}

/** Resolves when the visitor waits for nothing. */
export async function visitorServed(signal: AbortSignal): Promise<void> {
  await firstValue(waits, (count): count is 0 => count === 0, signal);
}
