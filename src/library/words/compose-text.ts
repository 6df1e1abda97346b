/** A text in its compatibility form (NFKC), and where each part of it stands in the text. */
interface ComposedText {
  readonly text: string;
  /** Start in the original of the UTF-16 unit at `index` of `text`; the original's length for the end. */
  readonly startAt: (index: number) => number;
  /** End in the original of the UTF-16 unit before `index` of `text`. */
  readonly endAt: (index: number) => number;
}

/** A character with all that composes with it: marks, vowels and finals of Hangul, half-width voicing marks. */
const cluster = /[^][\p{M}\u1160-\u11ff\uff9e\uff9f]*/gu;

/** Composes a text: full-width letters, ligatures and the decomposed names of macOS become what a keyboard types. */
export function composeText(original: string): ComposedText {
  if (original.normalize('NFKC') === original)
    return { text: original, startAt: (index) => index, endAt: (index) => index };
  const starts: number[] = [];
  const ends: number[] = [];
  let text = '';
  for (const { 0: part, index } of original.matchAll(cluster)) {
    text += part.normalize('NFKC');
    while (starts.length < text.length) {
      starts.push(index);
      ends.push(index + part.length);
    }
  }
  return {
    text,
    startAt: (index) => starts[index] ?? original.length,
    endAt: (index) => (index === 0 ? 0 : (ends[index - 1] ?? original.length)),
  };
}
