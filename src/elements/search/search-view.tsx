import type { HTMLAttributes, JSX } from 'preact';
import { AddingRow } from './adding-row.tsx';
import { Button } from '../button.tsx';
import { FailureCard } from '../failure-card.tsx';
import type { OnsightGrid } from '../grid/onsight-grid.tsx';
import type { SearchActions, SearchState } from './onsight-search.tsx';
import { ProgressRow, loadLine } from '../progress-row.tsx';
import { formatCount, type ElementTexts } from '../texts.ts';

declare module 'preact' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- how Preact's types are extended
  namespace JSX {
    interface IntrinsicElements {
      'onsight-grid': HTMLAttributes<OnsightGrid> &
        Partial<Pick<OnsightGrid, 'items' | 'library' | 'selection' | 'selectable' | 'texts'>> & {
          readonly 'ononsight-select': (event: HTMLElementEventMap['onsight-select']) => void;
          readonly 'ononsight-delete': (event: HTMLElementEventMap['onsight-delete']) => void;
          readonly 'ononsight-end': (event: HTMLElementEventMap['onsight-end']) => void;
        };
    }
  }
}

/** Properties of {@link SearchView}. */
interface SearchViewProps extends SearchState {
  readonly words: ElementTexts & { readonly language: string };
  readonly actions: SearchActions;
}

/** Everything in an `<onsight-search>`. */
export function SearchView(props: SearchViewProps): JSX.Element {
  const { shown, words, actions, loading, selected, adding } = props;
  const error = props.error ?? shown.error;
  const isEmpty = shown.status === 'ready' && shown.total === 0;
  return (
    <div part="base" class="base">
      <Bar {...props} />
      <AddingRow {...props} />
      {loading === undefined ? null : <ProgressRow {...loadLine(loading, words)} />}
      <p part="status" class="status" role="status">
        {error === undefined && !isEmpty ? statusText(props) : ''}
      </p>
      {selected.length === 0 ? null : (
        <div part="selection" class="row">
          <span>{words.selected(formatCount(selected.length, words), selected.length)}</span>
          <Button text={words.remove} onClick={() => actions.remove(selected)} />
          <Button text={words.clearSelection} onClick={() => actions.select([])} />
        </div>
      )}
      {error === undefined ? (
        <Photos {...props} />
      ) : (
        <FailureCard error={error} words={words} onRetry={actions.retry} />
      )}
      {error === undefined && isEmpty && adding.status !== 'running' ? (
        <Invitation words={words} actions={actions} />
      ) : null}
      <Toast {...props} />
      {props.isDropping ? (
        <div part="drop" class="drop">
          {words.dropHere}
        </div>
      ) : null}
    </div>
  );
}

/** The grid; a way back to all photos where a search found none. */
function Photos({ library, shown, query, selected, words, actions }: SearchViewProps): JSX.Element | null {
  if (shown.items.length === 0) {
    if (shown.matches === undefined || shown.status === 'loading' || query === '') return null;
    return <Button text={words.showAll} onClick={() => actions.search('')} />;
  }
  return (
    <onsight-grid
      part="grid"
      exportparts="list, tile, tile-selected, open, image, text, bar, mark, divider"
      items={shown.items}
      {...(library === undefined ? {} : { library })}
      selection={selected}
      selectable
      texts={words}
      ononsight-select={(event) => actions.select(event.detail.ids)}
      ononsight-delete={(event) => {
        event.stopPropagation();
        actions.remove(event.detail.ids);
      }}
      ononsight-end={(event) => {
        event.stopPropagation();
        actions.more();
      }}
    />
  );
}

/** Number of deleted photos, and a button to restore them. */
function Toast({ deleted, words, actions }: SearchViewProps): JSX.Element | null {
  if (deleted === undefined) return null;
  return (
    <div part="toast" class="toast">
      <span role="status">{words.removed(formatCount(deleted.ids.length, words), deleted.ids.length)}</span>
      <button type="button" onClick={actions.undo}>
        {words.undo}
      </button>
      <button type="button" onClick={actions.dismiss}>
        {words.dismiss}
      </button>
    </div>
  );
}

function statusText({ shown, query, words }: SearchViewProps): string {
  const { total, matches, status } = shown;
  if (total === undefined) return words.opening;
  if (matches === undefined) return words.photos(formatCount(total, words), total);
  if (status === 'loading' && shown.items.length === 0) return words.searching;
  if (matches > 0) return words.matches(formatCount(matches, words), matches);
  if (query.trim() === '' || status === 'loading') return words.searching;
  return shown.items.length > 0 ? words.onlyWeak : words.noMatch;
}

function Bar({ query, words, actions, shown }: SearchViewProps): JSX.Element {
  const hasPhotos = (shown.total ?? 0) > 0;
  return (
    <form
      part="form"
      class="bar"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        actions.search(query);
      }}
    >
      <input
        part="input"
        class="input"
        type="search"
        enterkeyhint="search"
        autocomplete="off"
        aria-label={words.label}
        placeholder={words.placeholder}
        value={query}
        onInput={(event) => actions.search(event.currentTarget.value)}
      />
      {hasPhotos ? <PickButton text={words.add} isPlain actions={actions} /> : null}
    </form>
  );
}

function Invitation({ words, actions }: Pick<SearchViewProps, 'words' | 'actions'>): JSX.Element {
  return (
    <slot name="empty">
      <div part="empty" class="invitation">
        <strong>{words.emptyTitle}</strong>
        <span>{words.emptyNote}</span>
        <PickButton text={words.choose} isPlain={false} actions={actions} />
      </div>
    </slot>
  );
}

/** A button that opens the file chooser. The input is a label's, so that no script has to click it. */
function PickButton({
  text,
  isPlain,
  actions,
}: Pick<SearchViewProps, 'actions'> & { readonly text: string; readonly isPlain: boolean }): JSX.Element {
  return (
    <label part="button add-button" class={isPlain ? 'button' : 'button button-main'}>
      {text}
      <input
        type="file"
        class="file"
        multiple
        accept="image/*,.heic,.heif,.avif,.dng"
        onChange={({ currentTarget }) => {
          actions.add([...(currentTarget.files ?? [])]);
          // The same file can be chosen again.
          currentTarget.value = '';
        }}
      />
    </label>
  );
}
