import type { JSX, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useMessages } from '../../i18n/language.ts';
import { PickButton } from '../../features/ingest/pick-button.tsx';
import { ImageChip } from '../../features/search/image-chip.tsx';
import { searchQuery } from '../../state/search-state.ts';
import { chooseText, clearSearch, searchText } from '../../features/search/change-search.ts';
import {
  pressSuggestionKey,
  suggestionId,
  SuggestionList,
  suggestionListId,
  useSuggestions,
} from '../../features/search/suggest/suggestion-list.tsx';
import type { Suggestion } from '../../features/search/suggest/suggestions.ts';
import { prepareSearch } from '../../features/search/run-search.ts';
import { useObservable } from '../../state/use-observable.ts';
import { Icon } from '../../ui/icons.tsx';

/** The search: words, an image, or both. `/` focuses it from anywhere. */
export function SearchField(): JSX.Element {
  const t = useMessages().search;
  const query = useObservable(searchQuery);
  const input = useRef<HTMLInputElement>(null);
  // Unfinished input of an input method: shown, but not searched.
  const [composed, setComposed] = useState<string>();
  useSlashKey(input);
  const { image } = query;
  // The words that suggestions continue: those typed since the field got the focus.
  const [continued, setContinued] = useState<string>();
  const shown = useSuggestions(continued);
  const choose = ({ text }: Suggestion): void => {
    setContinued(undefined);
    chooseText(text);
  };
  const type = (text: string): void => {
    searchText(text);
    setContinued(text);
  };
  const clear = (): void => {
    clearSearch();
    input.current?.focus();
  };
  return (
    <form
      role="search"
      class="search"
      onSubmit={(event) => {
        event.preventDefault();
      }}
    >
      <Icon name="search" />
      {image === undefined ? null : <ImageChip image={image} />}
      <input
        ref={input}
        type="search"
        role="searchbox"
        enterkeyhint="search"
        autocomplete="off"
        aria-label={t.label}
        placeholder={image === undefined ? t.placeholder : t.placeholderImage}
        value={composed ?? query.text}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={shown.list.length > 0 ? suggestionListId : undefined}
        aria-activedescendant={shown.active === undefined ? undefined : suggestionId(shown.active)}
        onFocus={prepareSearch}
        onBlur={() => {
          setContinued(undefined);
        }}
        onKeyDown={(event) => {
          if (
            pressSuggestionKey(event, shown, {
              choose,
              close: () => {
                setContinued(undefined);
              },
            })
          )
            event.preventDefault();
        }}
        onInput={(event) => {
          if (event.isComposing) setComposed(event.currentTarget.value);
          else type(event.currentTarget.value);
        }}
        onCompositionEnd={(event) => {
          setComposed(undefined);
          type(event.currentTarget.value);
        }}
      />
      {query.text === '' ? null : (
        <button type="button" class="search__button" aria-label={t.clear} onClick={clear}>
          <Icon name="close" />
        </button>
      )}
      <PickButton kind="query" class="search__button" label={t.byImage}>
        <Icon name="camera" />
      </PickButton>
      <SuggestionList shown={shown} onChoose={choose} />
    </form>
  );
}

/** `/` moves the focus to the field. */
function useSlashKey(input: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const inField = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
      const inDialog = document.querySelector('dialog[open]') !== null;
      if (event.key !== '/' || inField || inDialog || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('keydown', onKey);
    };
  }, []);
}
