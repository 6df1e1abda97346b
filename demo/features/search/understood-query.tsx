import type { JSX } from 'preact';
import { Icon } from '../../ui/icons.tsx';
import { useMessages } from '../../i18n/language.ts';
import { useObservable } from '../../state/use-observable.ts';
import { session } from '../../state/session.ts';
import { chooseText } from './change-search.ts';
import { formatQuery } from './parse-query.ts';
import { unreadText } from './result-text.ts';
import type { Found } from '../../state/search-state.ts';

/** The parsed query: removable exclusions, and unknown words. */
export function UnderstoodQuery({ found }: { readonly found: Found }): JSX.Element | null {
  const t = useMessages().search;
  const current = useObservable(session);
  const { understood } = found;
  const { text, without } = understood;
  const languages = current.status === 'ready' ? current.onsight.model.languages : [];
  const unread = unreadText(understood, languages);
  if (without.length === 0 && unread === undefined) return null;
  return (
    <div class="understood">
      {without.map((word) => (
        <button
          key={word}
          type="button"
          class="chip understood__chip"
          aria-label={`${t.without(word)}, ${t.takeBack}`}
          title={t.takeBack}
          onClick={() => {
            chooseText(formatQuery({ text, without: without.filter((each) => each !== word) }));
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
