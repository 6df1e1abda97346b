import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useMessages } from '../../i18n/language.ts';
import { PickButton } from '../../features/ingest/pick-button.tsx';
import { ImageChip } from '../../features/search/image-chip.tsx';
import { searchQuery } from '../../state/search-state.ts';
import { clearSearch, searchText } from '../../features/search/change-search.ts';
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
  const { image } = query;
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
        onFocus={prepareSearch}
        onInput={(event) => {
          if (event.isComposing) setComposed(event.currentTarget.value);
          else searchText(event.currentTarget.value);
        }}
        onCompositionEnd={(event) => {
          setComposed(undefined);
          searchText(event.currentTarget.value);
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
    </form>
  );
}
