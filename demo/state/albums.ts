import { observable, type WritableObservable } from 'onsight/state';
import { recall, remember } from './remembered.ts';

/** A saved search: an album that fills itself. */
export interface Album {
  readonly id: string;
  readonly name: string;
  /** The search, as it is typed. */
  readonly text: string;
}

const key = 'albums';
/** Longer names and searches are cut. */
const longest = 500;

/** The saved searches, in the order in which they were saved. */
export const albums: WritableObservable<readonly Album[]> = observable(read(recall(key)));

/** Keeps {@link albums} as other tabs change them. */
export function followAlbums(): void {
  addEventListener('storage', () => {
    const stored = read(recall(key));
    if (JSON.stringify(stored) !== JSON.stringify(albums.value)) albums.set(stored);
  });
}

/** Saves searches that are not saved yet. @returns how many were saved */
export function saveAlbums(searches: readonly Pick<Album, 'name' | 'text'>[]): number {
  const known = new Set(albums.value.map(({ text }) => text));
  const added = searches.filter(({ text }) => text.trim() !== '' && !known.has(text.trim()));
  keep([...albums.value, ...added.map(({ name, text }) => toAlbum({ id: crypto.randomUUID(), name, text }))]);
  return added.length;
}

/** The album of a search, if it is saved. */
export function albumOf(text: string): Album | undefined {
  return albums.value.find((album) => album.text === text.trim());
}

/** Gives an album another name. */
export function renameAlbum(id: string, name: string): void {
  keep(albums.value.map((album) => (album.id === id ? toAlbum({ ...album, name }) : album)));
}

/** Deletes an album; its photos stay. */
export function deleteAlbum(id: string): void {
  keep(albums.value.filter((album) => album.id !== id));
}

function toAlbum({ id, name, text }: Album): Album {
  const trimmed = text.trim().slice(0, longest);
  return { id, name: name.trim().slice(0, longest) || trimmed, text: trimmed };
}

function keep(next: readonly Album[]): void {
  albums.set(next);
  remember(key, next.length === 0 ? undefined : JSON.stringify(next));
}

/** Albums that were stored; whatever else the storage holds is left out. */
export function read(stored: string | undefined): readonly Album[] {
  try {
    const parsed: unknown = JSON.parse(stored ?? '[]');
    return Array.isArray(parsed) ? parsed.filter(isAlbum).map(toAlbum) : [];
  } catch {
    return [];
  }
}

function isAlbum(value: unknown): value is Album {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name, text } = value as Partial<Record<keyof Album, unknown>>;
  return typeof id === 'string' && typeof name === 'string' && typeof text === 'string' && text.trim() !== '';
}
