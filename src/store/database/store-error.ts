import { OnsightError, reasonOf } from '../../core/errors.ts';
import { availableBytes } from '../../core/storage.ts';

/** Name of a DOMException or other error. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/**
 * Converts an IndexedDB error. Misuse (TypeError, RangeError) and typed errors pass unchanged. `neededBytes` is the
 * approximate size of the failed write.
 */
export async function toStoreError(store: string, error: unknown, neededBytes: number): Promise<Error> {
  if (OnsightError.is(error) || error instanceof TypeError || error instanceof RangeError) return error;
  switch (errorName(error)) {
    case 'QuotaExceededError':
      return new OnsightError(
        'quota-exceeded',
        { neededBytes, availableBytes: await reportedBytes(neededBytes) },
        { cause: error },
      );
    case 'VersionError':
      return new OnsightError('store-outdated', { store }, { cause: error });
    default:
      return new OnsightError('store-failed', { store, reason: reasonOf(error) }, { cause: error });
  }
}

/**
 * Bytes still available to this origin; 0 if unknown or contradicted by the failed write (Chromium reports a fixed
 * figure to protect privacy).
 */
async function reportedBytes(neededBytes: number): Promise<number> {
  const left = (await availableBytes()) ?? 0;
  return left < neededBytes ? left : 0;
}
