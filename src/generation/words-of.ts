/** A word of a text and the tokens it was written with. */
interface Word {
  readonly word: string;
  /** Offsets into the text: `text.slice(start, end) === word`. */
  readonly start: number;
  readonly end: number;
  /** Indices of its tokens, ascending. */
  readonly tokens: readonly number[];
}

/** Letters, marks and digits, including inner apostrophes. */
const wordPattern = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*/gu;

/**
 * Words of `text`, each with the tokens that wrote it. `pieces` are the tokens as in the vocabulary (WordPiece: `##`
 * continues a word; empty for a special token). Decoding may have removed spaces between them. A token not found at its
 * expected place in the text belongs to no word.
 */
export function wordsOf(text: string, pieces: readonly string[]): readonly Word[] {
  const spans = findPieces(text, pieces);
  return [...text.matchAll(wordPattern)].flatMap(({ 0: word, index: start }) => {
    const end = start + word.length;
    const tokens = spans.flatMap((span, token) =>
      span !== undefined && span.start < end && span.end > start ? [token] : [],
    );
    return tokens.length === 0 ? [] : [{ word, start, end, tokens }];
  });
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** How far ahead to look for a piece when decoding has rewritten the previous one. */
const maxRewritten = 8;

/** Position of each piece in the text, from left to right; undefined if not found. */
function findPieces(text: string, pieces: readonly string[]): readonly (Span | undefined)[] {
  let cursor = 0;
  return pieces.map((piece) => {
    const characters = piece.startsWith('##') ? piece.slice(2) : piece;
    const start = text.indexOf(characters, cursor);
    const between = text.slice(cursor, start);
    // Only spaces may be in between, or a few characters that no piece accounts for.
    if (characters === '' || start < 0 || (between.trim() !== '' && between.length > maxRewritten)) return undefined;
    cursor = start + characters.length;
    return { start, end: cursor };
  });
}
