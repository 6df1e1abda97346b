import { OnsightError } from '../../core/errors.ts';

/** Bytes that the browser still offers this origin; Infinity where it does not say. */
export async function availableBytes(): Promise<number> {
  if (!('storage' in navigator)) return Infinity;
  const { quota, usage } = await navigator.storage.estimate();
  return quota === undefined ? Infinity : Math.max(0, quota - (usage ?? 0));
}

/** @throws OnsightError `quota-exceeded` when the browser offers less than `neededBytes` */
export async function checkRoom(neededBytes: number): Promise<void> {
  if (neededBytes <= 0) return;
  const available = await availableBytes();
  if (available < neededBytes) {
    throw new OnsightError('quota-exceeded', { neededBytes, availableBytes: available });
  }
}

/** Whether the browser refused a write for lack of room. */
export function isQuotaError(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}

let asked = false;

/**
 * Asks the browser, once a page, not to throw this origin's data away. Only documents may ask: in a worker this does
 * nothing, and the page has to.
 */
export async function askPersistence(): Promise<void> {
  if (asked || !('storage' in navigator)) return;
  asked = true;
  // Reflect: TypeScript's worker library has no `persist`, and workers indeed lack it.
  const persist: unknown = Reflect.get(navigator.storage, 'persist');
  if (typeof persist !== 'function' || (await navigator.storage.persisted())) return;
  // Not awaited: Firefox asks the visitor, and a download does not wait for the answer.
  void Promise.resolve(Reflect.apply(persist, navigator.storage, [])).catch(() => undefined);
}
