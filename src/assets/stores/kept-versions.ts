import type { BlobStore } from './blob-store.ts';
import { readRecord, writeRecord } from './records.ts';
import { readEntry } from './stored-file.ts';

const key = 'kept-versions';

/** Hashes of versions that newer ones do not replace, by owner. */
type KeptVersions = Readonly<Record<string, readonly string[]>>;

async function readKept(store: BlobStore): Promise<KeptVersions> {
  const record = await readRecord(store, key);
  if (typeof record !== 'object' || record === null) return {};
  return Object.fromEntries(
    Object.entries(record as Readonly<Record<string, unknown>>).map(([owner, hashes]) => [owner, toTexts(hashes)]),
  );
}

function toTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** SHA-256 of every kept version. */
export async function keptHashes(store: BlobStore): Promise<ReadonlySet<string>> {
  return new Set(Object.values(await readKept(store)).flat());
}

/** Keeps versions of files beside newer ones on behalf of `owner`. */
export async function keepVersions(store: BlobStore, owner: string, hashes: readonly string[]): Promise<void> {
  await writeRecord(store, key, { ...(await readKept(store)), [owner]: hashes });
}

/** Releases all kept versions and deletes those superseded by newer ones. @returns their owners */
export async function releaseVersions(store: BlobStore): Promise<readonly string[]> {
  const kept = await readKept(store);
  const owners = Object.keys(kept);
  if (owners.length === 0) return [];
  const hashes = new Set(Object.values(kept).flat());
  const folders = await store.folders();
  const entries = await Promise.all(folders.map(async (folder) => ({ folder, entry: await readEntry(store, folder) })));
  for (const { folder, entry } of entries) {
    if (entry?.sha256 === undefined || !hashes.has(entry.sha256)) continue;
    const isReplaced = entries.some(
      ({ folder: other, entry: newer }) =>
        other !== folder && newer?.complete === true && newer.group === entry.group && newer.path === entry.path,
    );
    if (isReplaced) await store.deleteFolder(folder);
  }
  await writeRecord(store, key, undefined);
  return owners;
}
