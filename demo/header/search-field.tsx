import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useMessages } from '../i18n/language.ts';
import { searchPicture, searchText } from '../search/run-search.ts';
import { isEmpty, searchQuery } from '../search/search-state.ts';
import { clearSearch } from '../search/run-search.ts';
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
      {picture === undefined ? null : (
        <span class="chip search__chip">
          <span class="search__chip-text">{picture.kind === 'item' ? t.similarTo(picture.name) : t.yourPicture}</span>
          <button
            type="button"
            aria-label={t.removePicture}
            onClick={() => {
              searchPicture(undefined);
            }}
          >
            <Icon name="close" />
          </button>
        </span>
      )}
      <input
        ref={input}
        type="search"
        role="searchbox"
        enterkeyhint="search"
        autocomplete="off"
        aria-label={t.label}
        placeholder={picture === undefined ? t.placeholder : t.placeholderPicture}
        value={query.text}
        onInput={(event) => {
          searchText(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') clearSearch();
        }}
      />
      {isEmpty(query) ? null : (
        <button type="button" class="search__button" aria-label={t.clear} onClick={clearSearch}>
          <Icon name="close" />
        </button>
      )}
      <label class="picker search__button" title={t.byPicture}>
        <Icon name="camera" />
        <span class="visually-hidden">{t.byPicture}</span>
        <input
          type="file"
          accept="image/*"
          class="picker__input"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = '';
            if (file !== undefined) searchPicture({ kind: 'file', image: file });
          }}
        />
      </label>
    </form>
  );
}
