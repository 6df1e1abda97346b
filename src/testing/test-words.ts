import { foldText } from '../core/fold-text.ts';

/** Dimensions of the embeddings. */
export const testDims = 64;

/** Words without meaning of their own, in questions and templates. */
const empty = new Set(
  'a an and are at by for from how in is it its of on or photo picture image the this that there to what which who with does do show shows see'.split(
    ' ',
  ),
);

/** Words of a text that carry meaning, in one form: lower case, singular; each Chinese character by itself. */
export function meaningOf(text: string): readonly string[] {
  const words = foldText(text).match(/\p{Script=Han}|[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => !empty.has(word)).map((word) => (word.length > 3 ? word.replace(/s$/, '') : word));
}

/** Embedding of a text: the mean of a fixed direction per word, so that texts are as close as the words they share. */
export function embedWords(text: string): Float32Array<ArrayBuffer> {
  const vector = new Float32Array(testDims);
  // A text without words has a direction too.
  for (const word of new Set(['', ...meaningOf(text)])) {
    const weight = word === '' ? 0.05 : 1;
    let state = hashOf(word);
    for (let i = 0; i < testDims; i += 1) {
      state = nextRandom(state);
      vector[i] = (vector[i] ?? 0) + weight * ((state >>> 0) / 0x80000000 - 1);
    }
  }
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Share of the meaning of `text` that `shown` has, 0 to 1. */
export function sharedMeaning(text: string, shown: string): number {
  const words = meaningOf(text);
  const seen = new Set(meaningOf(shown));
  return words.length === 0 ? 0 : words.filter((word) => seen.has(word)).length / words.length;
}

/** FNV-1a. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(word)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash | 1;
}

/** Xorshift32 (Marsaglia 2003). */
function nextRandom(state: number): number {
  let next = state;
  next ^= next << 13;
  next ^= next >>> 17;
  next ^= next << 5;
  return next;
}
