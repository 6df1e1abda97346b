import { OnsightError } from '../../core/errors.ts';

/** Smaller writes are not asked about: asking takes longer than writing them. */
const askedFrom = 1 << 20;

/**
 * Asks the browser whether there is room, before a large write.
 *
 * @throws OnsightError `quota-exceeded`
 */
export async function checkRoom(neededBytes: number): Promise<void> {
  if (neededBytes < askedFrom) return;
  const left = await roomLeft();
  if (left !== undefined && left < neededBytes)
    throw new OnsightError('quota-exceeded', { neededBytes, availableBytes: left });
}

/** What the browser says that this origin may still write; undefined where it does not say. */
export async function roomLeft(): Promise<number | undefined> {
  try {
    const { quota, usage = 0 } = await navigator.storage.estimate();
    return quota === undefined ? undefined : Math.max(0, quota - usage);
  } catch {
    return undefined; // no StorageManager here
  }
}
