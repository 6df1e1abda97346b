import type { BlobStore } from './blob-store.ts';
import { isQuotaError } from './quota.ts';
import { sha256OfText } from './sha256.ts';

const folder = 'records';

/** JSON value stored under `key`, undefined if missing. */
export async function readRecord(store: BlobStore, key: string): Promise<unknown> {
  try {
    const text = await (await store.get(folder, await nameOf(key)))?.text();
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    // Truncated by a crash: treat as missing.
    return undefined;
  }
}

/** Stores a JSON value under `key`; undefined deletes it. Does nothing if storage is full. */
export async function writeRecord(store: BlobStore, key: string, value: unknown): Promise<void> {
  const name = await nameOf(key);
  if (value === undefined) await store.delete(folder, name);
  else await putWhereRoom(store, name, new TextEncoder().encode(JSON.stringify(value)));
}

/** Records can be recomputed, so a full disk must not fail the call that stores one. */
async function putWhereRoom(store: BlobStore, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  try {
    await store.put(folder, name, bytes);
  } catch (error) {
    if (!isQuotaError(error)) throw error;
  }
}

async function nameOf(key: string): Promise<string> {
  return `${(await sha256OfText(key)).slice(0, 40)}.json`;
}
