import { OnsightError, reasonOf } from '../../core/errors.ts';
import { availableBytes } from '../../core/storage.ts';

/** The name of a DOMException or other error, for telling them apart. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/**
 * What a caller gets for an error out of IndexedDB. Misuse (TypeError, RangeError) and typed errors pass as they are.
 * `neededBytes` is about what the failed call wanted to write.
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
 * What the browser still offers to this origin; 0 where it does not say, or says what the failed write has disproved
 * (Chromium reports a fixed figure to guard the visitor's privacy).
 */
async function reportedBytes(neededBytes: number): Promise<number> {
  const left = (await availableBytes()) ?? 0;
  return left < neededBytes ? left : 0;
}
