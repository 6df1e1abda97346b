import { OnsightError } from './errors.ts';

/** Bytes still available to this origin; undefined if the browser does not report it. */
export async function availableBytes(): Promise<number | undefined> {
  try {
    const { quota, usage = 0 } = await navigator.storage.estimate();
    return quota === undefined ? undefined : Math.max(0, quota - usage);
  } catch {
    return undefined; // no StorageManager here
  }
}

/** @throws OnsightError `quota-exceeded` if the browser reports fewer than `neededBytes` available bytes */
export async function checkQuota(neededBytes: number): Promise<void> {
  if (neededBytes <= 0) return;
  const available = await availableBytes();
  if (available !== undefined && available < neededBytes)
    throw new OnsightError('quota-exceeded', { neededBytes, availableBytes: available });
}

let asked = false;

/**
 * Asks the browser, once per page, for persistent storage. Only documents may ask; in a worker this does nothing and
 * the page has to ask. Not awaited, because Firefox prompts the visitor.
 */
export function askPersistence(): void {
  if (asked || typeof navigator === 'undefined' || !('storage' in navigator)) return;
  asked = true;
  // Reflect, because TypeScript's worker library has no `persist`, and neither do workers.
  const persist: unknown = Reflect.get(navigator.storage, 'persist');
  if (typeof persist !== 'function') return;
  void navigator.storage
    .persisted()
    .then((persisted): unknown => persisted || Reflect.apply(persist, navigator.storage, []))
    .catch(() => undefined);
}
