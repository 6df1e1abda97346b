import { splitChinese } from './exclude-zh.ts';
import { splitEnglish } from './exclude-en.ts';
import type { ParsedQuery } from '../../state/search-state.ts';
import { hideQuotes } from './quoted.ts';

/** A query split at the words that exclude something. */
export interface SplitQuery {
  readonly subject: string;
  readonly excluded: readonly string[];
}

/** A minus before a word or a quotation, as search engines have it; before a number it belongs to that number. */
const minus = /(?<=^|\s)[-−－](?:"([^"]+)"|(\p{L}[^\s,，;；]*))/gu;
/** A beginning of an exclusion that is still being typed. */
const unfinished =
  /(?:,\s*not?|[\s,，;；]+(?:but(?:\s+not?)?|without|except(?:\s+for)?|excluding|other\s+than|with\s+no|[-−－])|[，,]?\s*(?:但?不要|但不是|但没有|除了))\s*$/iu;

/**
 * Splits what a visitor typed into what should be there and what should not: "dog but not golden retriever",
 * "animals -dog", "没有人的海滩". Quoted text, file names and hyphens inside words are left alone. Where nothing is left to
 * look for ("no dogs"), or words are a fixed phrase ("no parking sign"), the query stays as it is.
 *
 * @example `parseQuery('beach without people') // { text: 'beach', without: ['people'] }`
 */
export function parseQuery(typed: string): ParsedQuery {
  const whole = typed.trim();
  const byMinus: string[] = [];
  const left = whole.replace(minus, (_, quoted: string | undefined, word: string | undefined) => {
    byMinus.push(quoted ?? word ?? '');
    return ' ';
  });
  const { text, restore } = hideQuotes(withoutBeginning(left));
  const english = splitEnglish(text);
  const { subject, excluded } = english.excluded.length > 0 ? english : splitChinese(text);
  const shown = tidy(restore(subject));
  if (shown === '') return { text: whole, without: [] };
  const without = [...excluded.map((each) => tidy(unquote(tidy(restore(each))))), ...byMinus.map(tidy)];
  return { text: shown, without: [...new Set(without.filter((each) => each !== ''))] };
}

/**
 * A query in the form that {@link parseQuery} reads back.
 *
 * @example `formatQuery({ text: 'dog', without: ['golden retriever'] }) // 'dog -"golden retriever"'`
 */
export function formatQuery({ text, without }: ParsedQuery): string {
  return [text, ...without.map((each) => (/^\p{L}[^\s,，;；"]*$/u.test(each) ? `-${each}` : `-"${each}"`))].join(' ');
}

function withoutBeginning(text: string): string {
  const rest = text.replace(unfinished, '');
  return rest.trim() === '' ? text : rest;
}

/** Without blanks and separators around it. */
function tidy(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/ (?=[,，;；.)])/g, '')
    .replace(/^[\s,，;；、]+|[\s,，;；、]+$/g, '');
}

function unquote(text: string): string {
  return text.replace(/^["“”「『](.*)["“”」』]$/u, '$1');
}
