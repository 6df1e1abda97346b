import { OnsightError } from '../../core/errors.ts';

/** Bytes still available to this origin; Infinity if the browser does not report it. */
export async function availableBytes(): Promise<number> {
  if (!('storage' in navigator)) return Infinity;
  const { quota, usage } = await navigator.storage.estimate();
  return quota === undefined ? Infinity : Math.max(0, quota - (usage ?? 0));
}

/** @throws OnsightError `quota-exceeded` if fewer than `neededBytes` are available */
export async function checkRoom(neededBytes: number): Promise<void> {
  if (neededBytes <= 0) return;
  const available = await availableBytes();
  if (available < neededBytes) {
    throw new OnsightError('quota-exceeded', { neededBytes, availableBytes: available });
  }
}

/** True if the browser refused a write for lack of space. */
export function isQuotaError(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}

let asked = false;

/**
 * Asks the browser, once per page, for persistent storage. Only documents may ask; in a worker this does nothing and
 * the page has to ask.
 */
export async function askPersistence(): Promise<void> {
  if (asked || !('storage' in navigator)) return;
  asked = true;
  // Reflect, because TypeScript's worker library has no `persist`, and neither do workers.
  const persist: unknown = Reflect.get(navigator.storage, 'persist');
  if (typeof persist !== 'function' || (await navigator.storage.persisted())) return;
  // Not awaited, because Firefox prompts the visitor and a download must not wait for the answer.
  void Promise.resolve(Reflect.apply(persist, navigator.storage, [])).catch(() => undefined);
}
