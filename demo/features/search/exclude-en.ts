import type { SplitQuery } from './parse-query.ts';

/** Words that exclude what follows, at any position. */
const always =
  '(?:but|and|yet)\\s+(?:not|no|without)|with\\s+no|without|w\\/o|except(?:ing)?(?:\\s+for)?|excluding|' +
  '(?:other|rather)\\s+than|(?:apart|aside)\\s+from|not\\s+(?:including|counting)|instead\\s+of|' +
  "(?:that|which|who)\\s+(?:(?:is|are|was|were)(?:\\s+not|n['’]t)|(?:do|does)(?:\\s+not|n['’]t)\\s+(?:have|show))";
/** "no" and "not" only behind a comma or a bracket … */
const afterComma = '(?<=[,;(]\\s*)(?:no|not)';
/** … "not" also between two nouns, unless a verb or a fixed phrase comes with it … */
const between =
  '(?<!(?:^|\\b(?:do|does|did|is|are|was|were|be|am|can|could|will|would|should|must|may|has|have|had|me|or|if|why|and|but))\\s+)(?<=\\S\\s+)not(?!\\s+(?:only|yet|so|very|too|sure|for|available|found|allowed|to|safe|in service|a drill)\\b)';
/** … and "no" before people, of whom many photos should be free. */
const nobody = '(?<=\\S\\s+)no(?=\\s+(?:people|persons?|humans?|crowds?|faces?|watermarks?|text)\\b)';
const operator = new RegExp(`(?<=^|[\\s,;(])(?:${always}|${afterComma}|${between}|${nobody})(?=\\s+\\S)\\s+`, 'giu');

/** Texts of signs: a comma before them belongs to the sign. */
const onSigns =
  /\b(?:signs?|posters?|notices?|labels?|stickers?|banners?|placards?|says?|saying|reads?|written|words|text)\b/i;
const phrases = /\b(?:last but not least|doctors without borders|no (?:parking|smoking|entry|trespassing|vacancy)\b)/i;
/** End of the excluded thing, where the scene continues: "without people at sunset". */
const placeOrTime =
  /\s+(?:at|on|in|near|by|under|during|along|behind|beside|next to|in front of|before|after|from)\s+/i;
const determiners = /^(?:(?:a|an|the|any|other|any other|some|of)\s+)+/i;
const colours = '(?:black|white|red|green|blue|yellow|orange|brown|grey|gray|pink|purple|gold|silver|salt)';
const listed = new RegExp(`\\s*[,;/]\\s*(?:(?:or|and|nor)\\s+)?|\\s+(?:or|nor|and)\\s+(?!pepper\\b)`, 'i');
const colourPair = new RegExp(`(${colours})\\s+and\\s+(${colours})`, 'gi');
const joined = '\u0001';

/** Splits at English words that exclude. Nothing is excluded where nothing would be left to look for. */
export function splitEnglish(text: string): SplitQuery {
  const found = [...text.matchAll(operator)].filter((match) => counts(text, match));
  const [first] = found;
  if (first === undefined) return { subject: text, excluded: [] };
  let subject = text.slice(0, first.index);
  const excluded: string[] = [];
  found.forEach((match, i) => {
    const operand = text.slice(match.index + match[0].length, found[i + 1]?.index ?? text.length);
    const { thing, rest } = cutScene(operand.replace(/[)）]/g, ' '), subject.replace(/[\s,;(]/g, '') === '');
    excluded.push(...toThings(thing));
    subject = `${subject.replace(/\($/, '')} ${rest}`;
  });
  return subject.trim() === '' ? { subject: text, excluded: [] } : { subject, excluded };
}

function counts(text: string, { 0: word, index }: RegExpExecArray): boolean {
  const isBare = /^(?:no|not)\s/i.test(word);
  if (isBare && onSigns.test(text)) return false;
  const around = text.slice(Math.max(0, index - 12), index + word.length + 16);
  return !phrases.test(around) || !phrases.test(text);
}

/** The excluded thing, and what of the operand describes the whole scene again. */
function cutScene(operand: string, isFirst: boolean): { readonly thing: string; readonly rest: string } {
  // "Without people, a beach": the scene comes behind the comma.
  const comma = isFirst ? operand.search(/,/) : -1;
  if (comma >= 0) return { thing: operand.slice(0, comma), rest: operand.slice(comma + 1) };
  const place = placeOrTime.exec(operand.trimEnd());
  if (place === null || operand.slice(0, place.index).trim() === '') return { thing: operand, rest: '' };
  return { thing: operand.slice(0, place.index), rest: operand.slice(place.index) };
}

function toThings(list: string): readonly string[] {
  return list
    .replace(colourPair, `$1 and${joined} $2`)
    .split(listed)
    .map((thing) =>
      thing
        .replaceAll(joined, '')
        .trim()
        .replace(determiners, '')
        .replace(/[.!?]+$/, ''),
    )
    .map((thing) => (/^(?:anyone|anybody|one|body|people around)$/i.test(thing) ? 'people' : thing))
    .filter((thing) => thing !== '');
}
