import type { JSX } from 'preact';
import { Icon } from '../../ui/icons.tsx';
import { useMessages } from '../../i18n/language.ts';
import { useObservable } from '../../state/use-observable.ts';
import { session } from '../../state/session.ts';
import { chooseText } from './change-search.ts';
import { withoutSource } from './split-filters.ts';
import { formatQuery } from './parse-query.ts';
import { filterText, unreadText } from './result-text.ts';
import type { Found } from '../../state/search-state.ts';

/** The parsed query: removable filters and exclusions, and unknown words. */
export function UnderstoodQuery({ found }: { readonly found: Found }): JSX.Element | null {
  const t = useMessages().search;
  const current = useObservable(session);
  const { understood } = found;
  const { text, without, filters } = understood;
  const typed = found.query.text;
  const languages = current.status === 'ready' ? current.onsight.model.languages : [];
  const unread = unreadText(understood, languages);
  if (without.length === 0 && filters.length === 0 && unread === undefined) return null;
  return (
    <div class="understood">
      {filters.map((filter) => (
        <button
          key={filter.source}
          type="button"
          class="chip understood__chip"
          aria-label={`${filterText(filter)}, ${t.takeBack}`}
          title={t.takeBack}
          onClick={() => {
            chooseText(withoutSource(typed, filter.source));
          }}
        >
          {filterText(filter)}
          <Icon name="close" />
        </button>
      ))}
      {without.map((word) => (
        <button
          key={word}
          type="button"
          class="chip understood__chip"
          aria-label={`${t.without(word)}, ${t.takeBack}`}
          title={t.takeBack}
          onClick={() => {
            const words = formatQuery({ text, without: without.filter((each) => each !== word) });
            chooseText([...filters.map(({ source }) => source), words].join(' '));
          }}
        >
          {t.without(word)}
          <Icon name="close" />
        </button>
      ))}
      {unread === undefined ? null : <p class="understood__note">{unread}</p>}
    </div>
  );
}
