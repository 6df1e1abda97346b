import { simplify } from '../words/simplify.ts';

/** Not "dice": "die" alone is a verb. */
const irregular = new Map(
  (
    'men:man women:woman children:child people:person feet:foot teeth:tooth geese:goose mice:mouse lice:louse oxen:ox ' +
    'wolves:wolf leaves:leaf knives:knife wives:wife lives:life loaves:loaf calves:calf halves:half ' +
    'shelves:shelf elves:elf thieves:thief scarves:scarf hooves:hoof sheaves:sheaf wharves:wharf dwarves:dwarf ' +
    'potatoes:potato tomatoes:tomato heroes:hero echoes:echo mangoes:mango volcanoes:volcano tornadoes:tornado ' +
    'mosquitoes:mosquito buffaloes:buffalo torpedoes:torpedo dominoes:domino flamingoes:flamingo avocadoes:avocado ' +
    'cactuses:cactus octopuses:octopus walruses:walrus buses:bus minibuses:minibus viruses:virus irises:iris ' +
    'lenses:lens gases:gas hippopotamuses:hippopotamus platypuses:platypus campuses:campus circuses:circus ' +
    'crocuses:crocus hibiscuses:hibiscus abacuses:abacus discuses:discus atlases:atlas canvases:canvas ' +
    'cacti:cactus fungi:fungus octopi:octopus hippopotami:hippopotamus oases:oasis larvae:larva quizzes:quiz ' +
    'axes:axe headaches:headache moustaches:moustache mustaches:mustache caches:cache avalanches:avalanche ' +
    'quiches:quiche niches:niche shoes:shoe toes:toe canoes:canoe oboes:oboe hoes:hoe horseshoes:horseshoe ' +
    'movies:movie cookies:cookie ties:tie pies:pie zombies:zombie selfies:selfie brownies:brownie smoothies:smoothie ' +
    'hoodies:hoodie collies:collie prairies:prairie rookies:rookie birdies:birdie magpies:magpie genies:genie ' +
    'cooties:cootie lassies:lassie'
  )
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]), // each pair has a colon
);

/** Words in -s that are not plurals, or whose singular has another meaning. */
const invariable = new Set(
  (
    'christmas bus gas lens iris canvas atlas chess news series species tennis glasses sunglasses goggles jeans ' +
    'trousers pants shorts leggings tights pyjamas pajamas overalls dungarees scissors pliers tweezers tongs clippers ' +
    'binoculars headphones earphones clothes stairs downstairs upstairs headquarters barracks gallows crossroads ' +
    'athletics gymnastics aerobics mathematics physics electronics graphics ceramics politics economics olympics ' +
    'groceries thanks maths cosmos chaos asparagus always perhaps paris texas vegas andes alps himalayas netherlands ' +
    'philippines bahamas wales athens brussels naples venus mars pegasus swiss its his this yes less ' +
    'alias bias pancreas tapas pampas hummus rhinoceros albatross dais trellis pelvis tuberculosis clematis ' +
    'amaryllis penis mantis marquis chassis debris ibis basis oasis crisis'
  ).split(' '),
);

/** Normal form of a query's text; only this form is embedded. */
export interface NormalQuery {
  /** Words separated by single spaces; empty if nothing is left, as for "!?". */
  readonly text: string;
  /** `noun`: the name of a thing in up to three words, which is embedded in a sentence; `phrase`: anything else. */
  readonly kind: 'noun' | 'phrase';
}

const han = /\p{Script=Han}/u;
const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
/** Marks around a word: quotes and brackets of all scripts, hash marks, arrows and the like. Emoji are words. */
const outer = '[\\p{P}\\p{Sk}\\p{Sm}\\p{Cf}\\p{Cc}]';
const edges = new RegExp(`^${outer}+|${outer}+$`, 'gu');
/** An emoji with its modifiers and joiners. */
const emoji =
  /(?:\p{Regional_Indicator}{2}|\p{Extended_Pictographic}(?:[\p{Emoji_Modifier}\ufe0f]|\u200d\p{Extended_Pictographic})*)/gu;

/**
 * Normalises typed text, so that equal queries find the same. In this order: compatibility forms (NFKC: full-width
 * letters, ligatures), lower case, emoji apart from letters, white space, punctuation around each word, traditional
 * characters to simplified ones (unless kana say that it is Japanese). The name of a thing also loses its article and
 * plural.
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
  const joined = words.join(' ');
  const text = kana.test(joined) ? joined : simplify(joined);
  return han.test(text) ? ofChinese(text) : ofWords(text.split(' ').filter((word) => word !== ''));
}

/** Maximum length of the name of a thing in Chinese characters: 大熊猫幼崽, 自由女神像. */
const longestName = 6;

function ofChinese(text: string): NormalQuery {
  const isName = new RegExp(`^\\p{Script=Han}{1,${longestName}}$`, 'u').test(text);
  const saysMore = /[的在着了和与跟是有没不个只张条位些这那几很]|正在|一[匹头座辆朵杯本把]/u.test(text);
  return { text, kind: isName && !saysMore ? 'noun' : 'phrase' };
}

const article = /^(?:a|an|the)$/;
/** Words that occur in sentences, not in names. */
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
  // Alone, "glasses" are worn on the nose.
  const singular = last === 'glasses' && before.length > 0 ? 'glass' : singularOf(last);
  return { text: [...before, singular].join(' '), kind: 'noun' };
}

/**
 * The singular of an English noun in lower case; returns a word that is not a common plural unchanged.
 *
 * @example `singularOf('wolves') // 'wolf'`
 */
function singularOf(word: string): string {
  const known = irregular.get(word);
  if (known !== undefined) return known;
  const compound = /^(.+)(men|women|children|people|teeth|feet|mice|geese|shelves|knives|leaves|wolves)$/.exec(word);
  const [, start = '', end = ''] = compound ?? [];
  // "snowmen", "toothpicks' mice": compounds of the irregular ones; "specimen" and the like are not plurals.
  if (start.length > 2 && !/^(?:speci|regi|aby|acu|do|o|hy)$/.test(start)) return start + (irregular.get(end) ?? end);
  if (word.length < 4 || invariable.has(word) || !/^[\p{L}'-]+s$/u.test(word)) return word;
  if (/(?:ss|us|is|'s)$/.test(word)) return word;
  if (/(?:ch|sh|ss|x|zz)es$/.test(word)) return word.slice(0, -2);
  if (/[^aeiou]ies$/.test(word) && word.length > 4) return `${word.slice(0, -3)}y`;
  return word.slice(0, -1);
}
