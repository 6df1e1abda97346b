import { foldText } from '../../core/fold-text.ts';
import { mediaEnding, nameParts } from './word-terms.ts';

/** Certainty that a query names a file, by how much of the name it contains. */
const certainty = { name: 1, stem: 0.99, parts: 0.97, within: 0.9 };

/** A file name without its extension: "IMG_1234.jpg" is "IMG_1234", "v1.0" stays. */
export function stemOf(name: string): string {
  return name.replace(/(?<=[^.])\.(?=[a-z0-9]*[a-z])[a-z0-9]{2,5}$/i, '');
}

/** Ids of items by the names of their files, for names without a word. */
export class FileNames {
  readonly #ids = new Map<string, Set<string>>();

  put(id: string, name: string): void {
    const key = nameKey(stemOf(name));
    if (key !== '') this.#ids.set(key, (this.#ids.get(key) ?? new Set()).add(id));
  }

  forget(id: string, name: string): void {
    const key = nameKey(stemOf(name));
    const ids = this.#ids.get(key);
    ids?.delete(id);
    if (ids?.size === 0) this.#ids.delete(key);
  }

  /** Ids of files that a query may name, with and without extension. */
  find(query: string): readonly string[] {
    return nameKeysOf(query).flatMap((key) => [...(this.#ids.get(key) ?? [])]);
  }
}

/** Key of a name; equal for names with equal parts, whatever separates them: "DSC01273", "dsc_1273". */
function nameKey(name: string): string {
  return nameParts(name).join(' ') || foldText(name).trim();
}

/** Keys of the names that a query may mean, with and without extension. */
function nameKeysOf(query: string): readonly string[] {
  return [...new Set([nameKey(query), nameKey(stemOf(query))])].filter((key) => key !== '');
}

/**
 * Certainty that a query names this file, 0 to 1: whole, without extension, by its parts, or by a piece typical of file
 * names.
 */
export function nameCertainty(query: string, name: string): number {
  const asked = foldText(query).trim();
  const stem = stemOf(name);
  if (asked === foldText(name).trim()) return certainty.name;
  if (asked === foldText(stem).trim()) return certainty.stem;
  const keys = nameKeysOf(query);
  const key = nameKey(stem);
  if (keys.includes(key)) return certainty.parts;
  const isWithin = looksLikeName(query) && keys.some((each) => ` ${key} `.includes(` ${each} `));
  return isWithin ? certainty.within : 0;
}

/** Whether the query is a whole name, not only a piece of one. */
export function isWholeName(query: string, name: string): boolean {
  return nameCertainty(query, name) >= certainty.parts;
}

/** A number, parts joined by `-`, `_` or `.`, letters beside digits, or an extension. */
function looksLikeName(query: string): boolean {
  const word = query.trim();
  if (/\s/.test(word)) return false;
  return (
    /^\p{Nd}{3,}$|[\p{L}\p{N}][-_.][\p{L}\p{N}]|\p{L}\p{N}|\p{N}\p{L}/u.test(word) ||
    mediaEnding.test(word.split('.').at(-1) ?? '')
  );
}
