import { foldText } from '../../core/fold-text.ts';
import { simplify } from './simplify.ts';

/** A character with the marks that compose with it. */
const cluster = /[^]\p{M}*/gu;

/**
 * A text without spaces, punctuation, case and accents, in simplified characters: recognition joins and splits words
 * and groups of digits, so that only the sequence of letters can be relied on.
 *
 * @example `compactText('4031 7756-2208') // '403177562208'`
 */
export function compactText(text: string): string {
  const folded = foldText(text)
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .normalize('NFC');
  return simplify(folded);
}

/** Place of letters in a text. */
interface CompactPlace {
  readonly start: number;
  readonly end: number;
  /** True if no letter or digit of the same word is before or after it. */
  readonly isWhole: boolean;
}

/** First place of `needle`, a compact text, in a text, preferring whole words; undefined if it is not there. */
export function findCompact(text: string, needle: string): CompactPlace | undefined {
  const starts: number[] = [];
  const ends: number[] = [];
  let compact = '';
  for (const { 0: part, index } of text.matchAll(cluster)) {
    const own = compactText(part);
    compact += own;
    while (starts.length < compact.length) {
      starts.push(index);
      ends.push(index + part.length);
    }
  }
  let first: CompactPlace | undefined;
  for (let at = compact.indexOf(needle); at >= 0; at = compact.indexOf(needle, at + 1)) {
    const start = starts[at] ?? 0;
    const end = ends[at + needle.length - 1] ?? text.length;
    const place = { start, end, isWhole: isBoundary(text, start) && isBoundary(text, end) };
    if (place.isWhole) return place;
    first ??= place;
  }
  return first;
}

/** Whether a word may begin or end at an offset; between ideographs it always may. */
function isBoundary(text: string, offset: number): boolean {
  const [before, after] = [lastOf(text.slice(Math.max(0, offset - 2), offset)), text.slice(offset, offset + 2)];
  const isWord = (each: string): boolean => /^[\p{L}\p{N}]/u.test(each) && !unspaced.test(each);
  return !(isWord(before) && isWord(after));
}

const unspaced = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

function lastOf(text: string): string {
  return Array.from(text).at(-1) ?? '';
}
