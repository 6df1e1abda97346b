import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useMessages } from '../i18n/language.ts';
import { PickButton } from '../ingest/pick-button.tsx';
import { PictureChip } from '../search/picture-chip.tsx';
import { searchQuery } from '../search/search-state.ts';
import { clearSearch, prepareSearch, searchText } from '../search/run-search.ts';
import { useObservable } from '../state/observable.ts';
import { Icon } from './icons.tsx';

/** The search: words, a picture, or both. `/` comes here from anywhere. */
export function SearchField(): JSX.Element {
  const t = useMessages().search;
  const query = useObservable(searchQuery);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const inField = event.target instanceof HTMLInputElement;
      if (event.key !== '/' || inField || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('keydown', onKey);
    };
  }, []);
  const { picture } = query;
  return (
    <form
      role="search"
      class="search"
      onSubmit={(event) => {
        event.preventDefault();
      }}
    >
      <Icon name="search" />
      {picture === undefined ? null : <PictureChip picture={picture} />}
      <input
        ref={input}
        type="search"
        role="searchbox"
        enterkeyhint="search"
        autocomplete="off"
        aria-label={t.label}
        placeholder={picture === undefined ? t.placeholder : t.placeholderPicture}
        value={query.text}
        onFocus={prepareSearch}
        onInput={(event) => {
          searchText(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') clearSearch();
        }}
      />
      {query.text === '' ? null : (
        <button type="button" class="search__button" aria-label={t.clear} onClick={clearSearch}>
          <Icon name="close" />
        </button>
      )}
      <PickButton kind="query" class="search__button" label={t.byPicture}>
        <Icon name="camera" />
      </PickButton>
    </form>
  );
}
