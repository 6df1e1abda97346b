import { foldText } from '../../core/fold-text.ts';
import { simplify } from './simplify.ts';

/** A text in its compatibility form (NFKC), with offsets into the original. */
interface ComposedText {
  readonly text: string;
  /** Start in the original of the UTF-16 unit at `index` of `text`; the original's length for the end. */
  readonly startAt: (index: number) => number;
  /** End in the original of the UTF-16 unit before `index` of `text`. */
  readonly endAt: (index: number) => number;
}

/** A character with everything that composes with it: marks, vowels and finals of Hangul, half-width voicing marks. */
const cluster = /[^][\p{M}\u1160-\u11ff\uff9e\uff9f]*/gu;

/** A word of a query and its index terms. */
export interface QueryWord {
  readonly text: string;
  /** Alternatives: all terms of one list must be present. */
  readonly alternatives: readonly (readonly string[])[];
}

/** A term of a text and its place: UTF-16 units from `start` to before `end`. */
interface TextTerm {
  readonly term: string;
  readonly start: number;
  readonly end: number;
}

const cjk = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}々ー]\\p{M}*';
const runs = new RegExp(`((?:${cjk})+)|(?:(?!${cjk})[\\p{L}\\p{N}\\p{M}])+`, 'gu');
/** Digits, capitals, or a word with or without a capital: "DSC01273", "HTMLFile" and "MyDog" have two parts each. */
const parts = /\p{N}+|\p{Lu}+(?!\p{Ll})|\p{Lu}?[^\p{N}\p{Lu}]+/gu;
/** Suffixes after an apostrophe: "dog's", "don't". */
const shortEnding = /^(?:s|t|d|m|ll|re|ve)$/i;
/** Extensions of files that a library may contain. */
export const mediaEnding =
  /^(?:jpe?g|jfif|png|gif|webp|avif|bmp|tiff?|hei[cf]|svg|dng|cr[23]|nef|arw|raf|orf|rw2|mp4|mov|txt)$/i;
const stopWords = new Set(
  (
    'a an the of in on at to for from by with and or is are be it its this that some there ' +
    '的 了 在 是 和 与 有 里 上 中 着 个 只 一 一个 一只 一些 一张 一幅 这 那 张'
  ).split(' '),
);
/** Names of the medium: insignificant beside other words. */
const mediumWords = new Set('photo photograph picture pic image snapshot 照片 图片 相片 图像 照'.split(' '));
const medium = '(?:photo(?:graph)?|picture|pic|image|snapshot|close[- ]?up)';
const templates = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:(?:an?|the|this|one)\\s+)?${medium}s?\\s+(?:shot\\s+)?of(?![\\p{L}\\p{N}])|的?(?:照片|图片|相片|图像)`,
  'giu',
);

/**
 * The terms of a text that is put into the index. Words in Latin and similar scripts lose case, accents and the plural
 * s, and are indexed whole and split between letters and digits and at capitals; numbers lose leading zeros. Chinese,
 * Japanese and Korean runs have no spaces, and a dictionary may split the same characters differently in a query, so
 * they become all their characters and pairs of characters, as in Lucene's CJKAnalyzer. Traditional characters are
 * indexed as simplified ones.
 *
 * @example `termsOf('Two Cafés, 长颈鹿') // ['two', 'cafe', '长', '颈', '鹿', '长颈', '颈鹿']`
 * @example `termsOf('DSC01273') // ['dsc01273', 'dsc', '1273']`
 */
export function termsOf(text: string): string[] {
  return placedTerms(text).map(({ term }) => term);
}

/** The terms of {@link termsOf}, each with its place. */
export function placedTerms(original: string): readonly TextTerm[] {
  const { text, startAt, endAt } = composeText(original);
  const place = ({ term, start, end }: TextTerm): TextTerm => ({ term, start: startAt(start), end: endAt(end) });
  return runsOf(text).flatMap((run) =>
    (run.isCjk ? [...charactersOf(run), ...pairsOf(run)] : wholeAndParts(run)).map(place),
  );
}

/**
 * Significant words of a query. A dictionary splits runs into words, which determines how many must be found; each is
 * then looked up by its pairs. Words such as "photo" count only if there is no other word.
 *
 * @example `queryWords('a photo of the cafés 雪地里的老虎') // cafe, 雪地, 老虎`
 */
export function queryWords(text: string): readonly QueryWord[] {
  const all = withoutEnding(runsOf(text.normalize('NFKC')));
  const words = all.flatMap((run): QueryWord[] => (run.isCjk ? cjkWords(run.run) : [latinWord(run)]));
  const once = [...new Map(words.map((word) => [word.text, word])).values()];
  const telling = once.filter((word) => !stopWords.has(word.text));
  const subject = telling.filter((word) => !mediumWords.has(word.text));
  return [subject, telling, once].find((each) => each.length > 0) ?? [];
}

/** The parts of a file name, in the form of the index: "DSC_01273" is `['dsc', '1273']`. */
export function nameParts(name: string): readonly string[] {
  return runsOf(name.normalize('NFKC')).flatMap((run) => {
    if (run.isCjk) return [run.run];
    const [whole, ...others] = wholeAndParts(run).map(({ term }) => term);
    return others.length > 0 ? others : [whole ?? run.run];
  });
}

/** A caption without "a photo of" and the like, with which many models begin; offsets stay valid. */
export function withoutTemplates(caption: string): string {
  return caption.replace(templates, (template) => ' '.repeat(template.length));
}

interface Run {
  readonly run: string;
  readonly start: number;
  readonly isCjk: boolean;
  /** The character before it, or ''. */
  readonly before: string;
}

function runsOf(text: string): readonly Run[] {
  return Array.from(text.matchAll(runs), ({ 0: run, 1: asian, index }) => ({
    run,
    start: index,
    isCjk: asian !== undefined,
    before: text.charAt(index - 1),
  })).filter(({ run, before }) => !(/['’]/.test(before) && shortEnding.test(run)));
}

/** Drops the extension of a file name: it only says which kind of file is meant. */
function withoutEnding(all: readonly Run[]): readonly Run[] {
  const last = all.at(-1);
  const isEnding = all.length > 1 && last?.before === '.' && mediaEnding.test(last.run);
  return isEnding ? all.slice(0, -1) : all;
}

function cjkWords(run: string): QueryWord[] {
  // A dictionary knows the words of both scripts, and the index only simplified characters.
  return segment(run).map((word) => {
    const terms = pairsOf({ run: word, start: 0 }).map(({ term }) => term);
    return { text: word, alternatives: [terms.length > 0 ? terms : [simplify(word)]] };
  });
}

function latinWord(run: Run): QueryWord {
  const [whole, ...others] = wholeAndParts(run).map(({ term }) => term);
  const text = whole ?? run.run;
  return { text, alternatives: others.length > 0 ? [[text], others] : [[text]] };
}

/** The run as one term and, if it has several, its parts. */
function wholeAndParts({ run, start }: Pick<Run, 'run' | 'start'>): TextTerm[] {
  const whole = { term: toTerm(run), start, end: start + run.length };
  const found = Array.from(run.matchAll(parts), ({ 0: part, index }) => ({
    term: toTerm(part),
    start: start + index,
    end: start + index + part.length,
  }));
  return found.length > 1 ? [whole, ...found] : [whole];
}

function toTerm(run: string): string {
  if (/^\p{Nd}+$/u.test(run)) return foldText(run).replace(/^0+(?=.)/, '');
  // NFC at the end recomposes what is not an accent.
  const plain = foldText(run)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC');
  return singular(plain);
}

/** Code points with their marks; a run contains no emoji. */
function charactersOf({ run, start }: Pick<Run, 'run' | 'start'>): TextTerm[] {
  return Array.from(simplify(run).matchAll(/\P{M}\p{M}*/gu), ({ 0: term, index }) => ({
    term,
    start: start + index,
    end: start + index + term.length,
  }));
}

function pairsOf(run: Pick<Run, 'run' | 'start'>): TextTerm[] {
  const characters = charactersOf(run);
  return characters.slice(1).map(({ term, end }, i) => ({
    term: `${characters[i]?.term ?? ''}${term}`,
    start: characters[i]?.start ?? 0,
    end,
  }));
}

function segment(run: string): readonly string[] {
  // Firefox before 125 has no segmenter: then the run is one word.
  if (!('Segmenter' in Intl)) return [run];
  return Array.from(new Intl.Segmenter('zh', { granularity: 'word' }).segment(run), (piece) => piece.segment);
}

/** The S-stemmer (Harman 1991, "How effective is suffixing?", table 1), and `-es` after a sibilant. */
function singular(word: string): string {
  if (word.length < 4) return word;
  if (/(?:ch|sh|ss|x|zz)es$/.test(word)) return word.slice(0, -2);
  if (/[^ae]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  return /[^us]s$/.test(word) ? word.slice(0, -1) : word;
}

/** Composes a text: full-width letters, ligatures and the decomposed names of macOS become what a keyboard types. */
function composeText(original: string): ComposedText {
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
