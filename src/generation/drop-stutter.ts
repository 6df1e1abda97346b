/** Separators that turn two mentions of a word into a list. */
export const listWords: ReadonlySet<string> = new Set([',', 'and', 'or', '&']);
/** Words that may stand before a word of a list. */
export const articles: ReadonlySet<string> = new Set(['a', 'an', 'the']);

/**
 * Indices of tokens that list a word again: "a sink, sink and sink" is "a sink". Banning repeated n-grams cannot do
 * this, because every bigram is new. English only; other languages never match.
 *
 * @param pieces - the tokens as in the vocabulary (WordPiece: `##` continues a word)
 */
export function findStutter(pieces: readonly string[]): ReadonlySet<number> {
  const words = toWords(pieces);
  const dropped = new Set<number>();
  let at = 0;
  while (at < words.length) {
    const again = repeatedAt(words, at);
    if (again === undefined) at++;
    else for (const word of words.splice(at + 1, again - at)) for (const token of word.tokens) dropped.add(token);
  }
  return dropped;
}

interface Word {
  readonly text: string;
  readonly tokens: readonly number[];
}

function toWords(pieces: readonly string[]): Word[] {
  const words: Word[] = [];
  for (const [token, piece] of pieces.entries()) {
    const last = words.at(-1);
    if (piece.startsWith('##') && last !== undefined)
      words[words.length - 1] = { text: last.text + piece.slice(2), tokens: [...last.tokens, token] };
    else words.push({ text: piece, tokens: [token] });
  }
  return words;
}

/** True for a word that is dropped where it is listed again: no separator, number or punctuation. */
export function canRepeat(word: string): boolean {
  return /\p{L}/u.test(word) && !listWords.has(word) && !articles.has(word);
}

/** Index where the word at `at` is repeated: after it, a separator and optionally an article. */
function repeatedAt(words: readonly Word[], at: number): number | undefined {
  const word = words[at]?.text ?? '';
  if (!canRepeat(word)) return undefined;
  let next = at + 1;
  while (listWords.has(words[next]?.text ?? '')) next++;
  if (articles.has(words[next]?.text ?? '')) next++;
  const isList = next > at + 1 || words[next]?.text === word;
  return isList && words[next]?.text === word ? next : undefined;
}
