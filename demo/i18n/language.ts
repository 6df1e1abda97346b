import { observable, type WritableObservable } from 'onsight/state';
import { useObservable } from '../state/use-observable.ts';
import { recall, remember } from '../state/remembered.ts';
import { en, type Messages } from './en.ts';
import { zh } from './zh.ts';

/** A language of the page. */
export type Language = 'en' | 'zh';

const tables: Readonly<Record<Language, Messages>> = { en, zh };

/** BCP 47 tags for `lang` and for `Intl`. */
const tags: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-Hans' };

/** The language that is shown. */
export const language: WritableObservable<Language> = observable(
  preferredLanguage(recall('language'), typeof navigator === 'undefined' ? [] : navigator.languages),
);

/** The remembered language, else the first of the visitor's that the page has, else English. */
export function preferredLanguage(remembered: string | undefined, wanted: readonly string[]): Language {
  if (remembered === 'en' || remembered === 'zh') return remembered;
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split('-')[0];
    if (primary === 'en' || primary === 'zh') return primary;
  }
  return 'en';
}

/** Shows the page in `next` from now on and at later visits. */
export function switchLanguage(next: Language): void {
  remember('language', next);
  language.set(next);
}

/** The texts in the language that is shown. */
export function messages(): Messages {
  return tables[language.value];
}

/** The BCP 47 tag of the language that is shown. */
export function languageTag(): string {
  return tags[language.value];
}

/** The texts for a component, which renders again when the language changes. */
export function useMessages(): Messages {
  return tables[useObservable(language)];
}

/** Whether a text is written in Chinese. */
export function isChinese(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}
