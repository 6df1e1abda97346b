/** A word of a text and the tokens that it was written with. */
export interface Word {
  readonly word: string;
  /** Offsets into the text: `text.slice(start, end) === word`. */
  readonly start: number;
  readonly end: number;
  /** Indices of its tokens, ascending. */
  readonly tokens: readonly number[];
}

/** Letters, marks and digits, with the apostrophes inside them. */
const wordPattern = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*/gu;

/**
 * The words of `text`, each with the tokens that wrote it. `pieces` are the tokens as they stand in the vocabulary
 * (WordPiece: `##` continues a word; empty for a special token). Decoding may have taken away spaces between them;
 * a token that cannot be found in the text where it should stand belongs to no word.
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

/** How far ahead a piece is looked for when decoding has rewritten the one before it. */
const mostRewritten = 8;

/** Where each piece stands in the text, from left to right; undefined where it does not. */
function findPieces(text: string, pieces: readonly string[]): readonly (Span | undefined)[] {
  let cursor = 0;
  return pieces.map((piece) => {
    const characters = piece.startsWith('##') ? piece.slice(2) : piece;
    const start = text.indexOf(characters, cursor);
    const between = text.slice(cursor, start);
    // Only spaces may lie between, or a few characters that no piece accounts for.
    if (characters === '' || start < 0 || (between.trim() !== '' && between.length > mostRewritten)) return undefined;
    cursor = start + characters.length;
    return { start, end: cursor };
  });
}
