import type { JSX } from 'preact';
import { formatLanguages } from '../../i18n/format.ts';
import { languageTag, useMessages } from '../../i18n/language.ts';
import { useObservable } from '../../state/use-observable.ts';
import { foreignLanguages, wordModels } from '../../state/word-models.ts';

/** Note on the languages of a task's model, if the page's language is not among them. */
export function LanguageNote({ task }: { readonly task: 'caption' | 'ask' }): JSX.Element | null {
  const t = useMessages().photo;
  const languages = foreignLanguages(useObservable(wordModels)[task], task, languageTag());
  if (languages === undefined) return null;
  const names = formatLanguages(languages);
  return <p class="note">{task === 'caption' ? t.writesOnly(names) : t.understandsOnly(names)}</p>;
}
