import { compactText, findCompact } from './compact-text.ts';
import { indexedFields, trust, type IndexedText } from './indexed-fields.ts';

const quotation = /"(?=\S)([^"]+)(?<=\S)"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|「([^」]+)」|『([^』]+)』/gu;
/** Trust in an exact phrase, relative to that in all of its words. */
const exact = 1.25;
/** Fewest letters by which parts of words are looked for: fewer are in everything. */
const fewest = { digits: 4, unspaced: 2, words: 5, word: 6 };

/** The quoted phrases of a query, in compact form. */
export function phrasesOf(query: string): readonly string[] {
  return Array.from(query.matchAll(quotation), ([, ...groups]) =>
    compactText(groups.find((each) => (each as string | undefined) !== undefined) ?? ''),
  ).filter((phrase) => phrase !== '');
}

/** A whole query in compact form, to be found across spaces and within words; undefined if it is too short for that. */
export function needleOf(query: string): string | undefined {
  const needle = compactText(query);
  const least = /^\p{N}+$/u.test(needle)
    ? fewest.digits
    : /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(needle)
      ? fewest.unspaced
      : /\s/.test(query.trim())
        ? fewest.words
        : fewest.word;
  return needle.length >= least ? needle : undefined;
}

/** Certainty that an item is meant by quoted phrases, each found as whole words in one line; 0 if one is missing. */
export function phraseCertainty(item: IndexedText, phrases: readonly string[]): number {
  const certainties = phrases.map((phrase) =>
    Math.max(0, ...indexedFields.filter((field) => hasPhrase(item[field], phrase)).map((field) => trust[field])),
  );
  return Math.min(0.95, exact * Math.min(...certainties));
}

function hasPhrase(text: string, phrase: string): boolean {
  if (!compactText(text).includes(phrase)) return false;
  return text.split('\n').some((line) => findCompact(line, phrase)?.isWhole === true);
}
