import { session } from '../session.ts';

interface Entry {
  users: number;
  url: string | undefined;
  readonly loaded: Promise<string | undefined>;
}

/** Number of hidden thumbnails that stay cached for scrolling back. */
const spare = 300;

const entries = new Map<string, Entry>();

/** Address of a photo's thumbnail, if it is there already. */
export function thumbnailUrl(id: string): string | undefined {
  return entries.get(id)?.url;
}

/** Stores a thumbnail that came with its photo. */
export function offerThumbnail(id: string, thumbnail: Blob): void {
  if (entries.has(id)) return;
  const url = URL.createObjectURL(thumbnail);
  entries.set(id, { users: 0, url, loaded: Promise.resolve(url) });
  freeSurplus();
}

/** Loads a photo's thumbnail and holds it until {@link releaseThumbnail}. */
export async function holdThumbnail(id: string): Promise<string | undefined> {
  let entry = entries.get(id);
  if (entry === undefined) {
    entry = { users: 0, url: undefined, loaded: load(id) };
    entries.set(id, entry);
  }
  entry.users++;
  return entry.loaded;
}

/** Releases a thumbnail; the least recently used are freed first. */
export function releaseThumbnail(id: string): void {
  const entry = entries.get(id);
  if (entry === undefined) return;
  entry.users--;
  // Moved to the end of the map: its order is the order in which entries were let go.
  entries.delete(id);
  entries.set(id, entry);
  freeSurplus();
}

function freeSurplus(): void {
  let surplus = entries.size - spare;
  for (const [key, { users, url }] of entries) {
    if (surplus-- <= 0) break;
    if (users > 0) continue;
    if (url !== undefined) URL.revokeObjectURL(url);
    entries.delete(key);
  }
}

async function load(id: string): Promise<string | undefined> {
  if (session.value.status !== 'ready') return undefined;
  try {
    const blob = await session.value.library.thumbnail(id);
    if (blob === undefined) return undefined;
    const url = URL.createObjectURL(blob);
    const entry = entries.get(id);
    if (entry === undefined) URL.revokeObjectURL(url);
    else entry.url = url;
    return entry === undefined ? undefined : url;
  } catch {
    // The photo was deleted meanwhile, or the library closed: the tile stays grey, and the next one asks again.
    entries.delete(id);
    return undefined;
  }
}
