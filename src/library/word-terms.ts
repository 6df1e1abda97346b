/** A word of a query, and the terms of the index that it stands for: all of them must be there. */
export interface QueryWord {
  readonly text: string;
  readonly terms: readonly string[];
}

const cjk = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}々ー]';
const runs = new RegExp(`(${cjk}+)|(?:(?!${cjk})[\\p{L}\\p{N}])+`, 'gu');
const stopWords = new Set(
  (
    'a an the of in on at to for from by with and or is are be it its this that some there ' +
    '的 了 在 是 和 与 有 里 上 中 着 个 只 一 一个 一只 一些 这 那 张 照片'
  ).split(' '),
);

/**
 * The terms of a text that is put into the index. Words in Latin and the like lose case, accents and the plural s.
 * Chinese, Japanese and Korean runs have no spaces to go by, and a dictionary may cut the same characters one way here
 * and another way in a query, so they become all their characters and pairs of characters, as in Lucene's CJKAnalyzer.
 *
 * @example `termsOf('Two Cafés, 长颈鹿') // ['two', 'cafe', '长', '颈', '鹿', '长颈', '颈鹿']`
 */
export function termsOf(text: string): string[] {
  return runsOf(text).flatMap(({ run, isCjk }) => (isCjk ? [...charactersOf(run), ...pairsOf(run)] : [singular(run)]));
}

/**
 * The words of a query that say something. Here a dictionary helps: which characters belong together says how many words
 * have to be found; each is then looked up by its pairs.
 *
 * @example `queryWords('the cafés 雪地里的老虎') // cafe, 雪地, 老虎`
 */
export function queryWords(text: string): readonly QueryWord[] {
  const words = runsOf(text).flatMap(({ run, isCjk }) =>
    isCjk
      ? segment(run).map((word) => ({ text: word, terms: word.length > 1 ? pairsOf(word) : [word] }))
      : [{ text: singular(run), terms: [singular(run)] }],
  );
  const once = [...new Map(words.map((word) => [word.text, word])).values()];
  const telling = once.filter(({ text: word }) => !stopWords.has(word));
  return telling.length > 0 ? telling : once;
}

function runsOf(text: string): readonly { readonly run: string; readonly isCjk: boolean }[] {
  // NFC at last: characters such as が and Hangul syllables are put together again.
  const plain = text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC');
  return Array.from(plain.matchAll(runs), ([run, asian]) => ({ run, isCjk: asian !== undefined }));
}

/** Code points: a run holds no emoji. */
function charactersOf(run: string): string[] {
  return Array.from(run);
}

function pairsOf(run: string): string[] {
  const characters = charactersOf(run);
  return characters.slice(1).map((character, i) => `${characters[i] ?? ''}${character}`);
}

function segment(run: string): readonly string[] {
  // Firefox before 125 has none: then the run is one word.
  if (!('Segmenter' in Intl)) return [run];
  return Array.from(new Intl.Segmenter('zh', { granularity: 'word' }).segment(run), (piece) => piece.segment);
}

/** The S-stemmer (Harman 1991, "How effective is suffixing?", table 1), and `-es` after a hissing sound. */
function singular(word: string): string {
  if (word.length < 4) return word;
  if (/(?:ch|sh|ss|x|zz)es$/.test(word)) return word.slice(0, -2);
  if (/[^ae]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  return /[^us]s$/.test(word) ? word.slice(0, -1) : word;
}
