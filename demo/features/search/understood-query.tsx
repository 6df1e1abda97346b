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

interface Chip {
  readonly text: string;
  /** The typed text without the words of this chip. */
  readonly textWithout: string;
  readonly key: string;
}

/** The parsed query: removable filters and exclusions, and unknown words. */
export function UnderstoodQuery({ found }: { readonly found: Found }): JSX.Element | null {
  const t = useMessages();
  const current = useObservable(session);
  const { understood } = found;
  const { text, without, filters, phrases, order } = understood;
  const typed = found.query.text;
  const languages = current.status === 'ready' ? current.onsight.model.languages : [];
  const unread = unreadText(understood, languages);
  const chips: readonly Chip[] = [
    ...filters.map((filter) => ({
      text: filterText(filter),
      textWithout: withoutSource(typed, filter.source),
      key: filter.source,
    })),
    ...phrases.map(({ source, phrase }) => ({
      text: t.find.exactly(phrase),
      textWithout: withoutSource(typed, source),
      key: source,
    })),
    ...without.map((word) => ({
      text: t.search.without(word),
      textWithout: [
        ...filters.map(({ source }) => source),
        ...(order === undefined ? [] : [order.source]),
        formatQuery({ text, without: without.filter((each) => each !== word) }),
      ].join(' '),
      key: `-${word}`,
    })),
  ];
  if (chips.length === 0 && unread === undefined) return null;
  return (
    <div class="understood">
      {chips.map((chip) => (
        <button
          key={chip.key}
          type="button"
          class="chip understood__chip"
          aria-label={`${chip.text}, ${t.search.takeBack}`}
          title={t.search.takeBack}
          onClick={() => {
            chooseText(chip.textWithout);
          }}
        >
          <span class="understood__text">{chip.text}</span>
          <Icon name="close" />
        </button>
      ))}
      {unread === undefined ? null : <p class="understood__note">{unread}</p>}
    </div>
  );
}
