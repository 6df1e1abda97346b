import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { formatNumber } from '../../../i18n/format.ts';
import { language, messages, useMessages } from '../../../i18n/language.ts';
import { albums } from '../../../state/albums.ts';
import { announce } from '../../../state/announcement.ts';
import { libraryItems } from '../../../state/library/library-items.ts';
import { valueText } from '../result-text.ts';
import { suggest, type Suggestion } from './suggestions.ts';

const none: readonly Suggestion[] = [];

/** Suggestions for what is typed, and the one that the keyboard is on. */
export interface ShownSuggestions {
  readonly list: readonly Suggestion[];
  readonly active: number | undefined;
  readonly setActive: (index: number | undefined) => void;
}

/** Suggestions for `typed`; undefined takes them away. They are looked for after the keystroke was shown. */
export function useSuggestions(typed: string | undefined): ShownSuggestions {
  const [list, setList] = useState(none);
  const [active, setActive] = useState<number>();
  useEffect(() => {
    setActive(undefined);
    if (typed === undefined || typed.trim() === '') {
      setList(none);
      return undefined;
    }
    const timer = setTimeout(() => {
      const found = suggest(typed, {
        items: libraryItems(),
        albums: albums.value,
        language: language.value,
        now: new Date(),
      });
      setList(found);
      if (found.length > 0) announce(messages().find.suggested(formatNumber(found.length), found.length));
    });
    return () => {
      clearTimeout(timer);
    };
  }, [typed]);
  return { list, active, setActive };
}

/** Id of the list in the document, and of its entries. */
export const suggestionListId = 'suggestions';

/** Id of an entry in the document. */
export function suggestionId(index: number): string {
  return `suggestion-${String(index)}`;
}

interface SuggestionActions {
  readonly choose: (suggestion: Suggestion) => void;
  readonly close: () => void;
}

/**
 * Handles keys in the field: arrows move through the list and back to the field, Enter takes the active entry, Escape
 * closes the list.
 *
 * @returns whether the key did something
 */
export function pressSuggestionKey(
  event: KeyboardEvent,
  { list, active, setActive }: ShownSuggestions,
  { choose, close }: SuggestionActions,
): boolean {
  if (list.length === 0 || event.isComposing) return false;
  const chosen = active === undefined ? undefined : list[active];
  switch (event.key) {
    case 'ArrowDown':
      setActive(active === list.length - 1 ? undefined : (active ?? -1) + 1);
      return true;
    case 'ArrowUp':
      setActive(active === 0 ? undefined : (active ?? list.length) - 1);
      return true;
    case 'Enter':
      if (chosen === undefined) close();
      else choose(chosen);
      return true;
    case 'Escape':
      close();
      return true;
    default:
      return false;
  }
}

/** Properties of {@link SuggestionList}. */
export interface SuggestionListProps {
  readonly shown: ShownSuggestions;
  readonly onChoose: (suggestion: Suggestion) => void;
}

/** The list below the search field. The focus stays in the field, which names the active entry. */
export function SuggestionList({ shown: { list, active }, onChoose }: SuggestionListProps): JSX.Element | null {
  const t = useMessages().find;
  if (list.length === 0) return null;
  return (
    <ul id={suggestionListId} class="suggested" role="listbox" aria-label={t.suggestions}>
      {list.map((suggestion, index) => {
        const { kind, value, count } = suggestion;
        const text = kind === 'date' || kind === 'album' ? value : valueText(kind, value);
        return (
          <li
            key={`${kind} ${value}`}
            id={suggestionId(index)}
            class="suggested__entry"
            role="option"
            aria-selected={index === active}
            onPointerDown={(event) => {
              // The focus stays in the field.
              event.preventDefault();
            }}
            onClick={() => {
              onChoose(suggestion);
            }}
          >
            <span class="suggested__kind">{kind === 'album' ? t.album : t.facets[kind]}</span>
            <span class="menu__text">{text}</span>
            <span class="suggested__count">{t.photosOf(formatNumber(count), count)}</span>
          </li>
        );
      })}
    </ul>
  );
}
