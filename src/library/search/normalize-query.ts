import { singularOf } from './singular.ts';
import { simplified, traditional } from './traditional-characters.ts';

/** A query's text in the one form that is embedded. */
export interface NormalQuery {
  /** Words between single spaces; empty where nothing is left, as of "!?". */
  readonly text: string;
  /** `noun`: the name of a thing, of up to three words, which reads best in a sentence; `phrase`: anything else. */
  readonly kind: 'noun' | 'phrase';
}

const han = /\p{Script=Han}/u;
const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
/** Marks around a word: quotes and brackets of all scripts, hash marks, arrows and the like. Emoji are words. */
const outer = '[\\p{P}\\p{Sk}\\p{Sm}\\p{Cf}\\p{Cc}]';
const edges = new RegExp(`^${outer}+|${outer}+$`, 'gu');
/** A picture, with what varies and joins it. */
const emoji =
  /(?:\p{Regional_Indicator}{2}|\p{Extended_Pictographic}(?:[\p{Emoji_Modifier}\ufe0f]|\u200d\p{Extended_Pictographic})*)/gu;

/**
 * Puts what is typed into one form, so that what means the same finds the same. In this order:
 * compatibility forms (NFKC: full-width letters, ligatures), lower case, emoji apart from letters, white space,
 * punctuation around each word, traditional characters to simplified ones (unless kana say that it is Japanese).
 * Of the name of a thing also the article and the plural are dropped.
 *
 * @example `normalizeQuery('“Dogs!”') // { text: 'dog', kind: 'noun' }`
 */
export function normalizeQuery(typed: string): NormalQuery {
  const words = typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(emoji, ' $& ')
    .normalize('NFKC')
    .split(/[\s\u200b\ufeff]+/u)
    .map((word) => word.replace(edges, ''))
    .filter((word) => word !== '');
  const text = simplify(words.join(' '));
  return han.test(text) ? ofChinese(text) : ofWords(text.split(' ').filter((word) => word !== ''));
}

const simplifiedOf = new Map(Array.from(traditional, (character, i) => [character, simplified[i] ?? character]));

function simplify(text: string): string {
  if (!han.test(text) || kana.test(text)) return text;
  return Array.from(text, (character) => simplifiedOf.get(character) ?? character).join('');
}

/** Longest name of a thing in Chinese characters: 大熊猫幼崽, 自由女神像. */
const longestName = 6;

function ofChinese(text: string): NormalQuery {
  const isName = new RegExp(`^\\p{Script=Han}{1,${longestName}}$`, 'u').test(text);
  const saysMore = /[的在着了和与跟是有没不个只张条位些这那几很]|正在|一[匹头座辆朵杯本把]/u.test(text);
  return { text, kind: isName && !saysMore ? 'noun' : 'phrase' };
}

const article = /^(?:a|an|the)$/;
/** Words that make a sentence, not a name. */
const grammar = new Set(
  (
    'a an the of in on at to for from by with without and or not no nor but is are was be being am it its this that these ' +
    'those some any many few who what where when which how i me my you your he his she her we our they their them ' +
    'there near under over behind between above below beside inside outside into onto through during before after ' +
    'against along around two three four five six seven eight nine ten like as than very'
  ).split(' '),
);
const mostWords = 3;

function ofWords(words: readonly string[]): NormalQuery {
  const bare = words.length > 1 && article.test(words[0] ?? '') ? words.slice(1) : words;
  const isName =
    bare.length > 0 &&
    bare.length <= mostWords &&
    bare.every((word) => /^[\p{Script=Latin}\p{M}'’-]+$/u.test(word) && !grammar.has(word));
  if (!isName) return { text: words.join(' '), kind: 'phrase' };
  const [before, last = ''] = [bare.slice(0, -1), bare.at(-1)];
  // Alone they are worn on the nose.
  const singular = last === 'glasses' && before.length > 0 ? 'glass' : singularOf(last);
  return { text: [...before, singular].join(' '), kind: 'noun' };
}
