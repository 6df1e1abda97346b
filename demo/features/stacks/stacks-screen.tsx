import type { JSX, TargetedSubmitEvent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { errorText } from '../../i18n/error-text.ts';
import { formatList, formatNumber } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/language.ts';
import { libraryPhotos } from '../../state/library/library-photos.ts';
import type { Photo } from '../../state/library/photo.ts';
import { selection } from '../../state/library/selection.ts';
import { useThumbnail } from '../../state/library/use-thumbnail.ts';
import { navigate } from '../../state/route.ts';
import { photoScope } from '../../state/photo-scope.ts';
import { useObservable } from '../../state/use-observable.ts';
import { ProgressRow } from '../../ui/progress-row.tsx';
import { cancelSorting, sorting, sortIntoStacks, type Stacks } from './sort-stacks.ts';
import { parseLabels } from './stack-rule.ts';

/** Sorts photos by labels that the visitor types. */
export function StacksScreen(): JSX.Element {
  const { stacks: t, captions } = useMessages();
  const known = useObservable(libraryPhotos);
  const scope = useObservable(photoScope);
  const state = useObservable(sorting);
  useEffect(() => cancelSorting, []);
  const photos = known.status === 'known' ? known.photos : [];
  const count = scope === undefined ? photos.length : photos.filter(({ id }) => scope.has(id)).length;
  return (
    <article class="page page--wide">
      <h1>{t.title}</h1>
      <p class="lead">{t.lead}</p>
      <LabelForm isEmpty={count === 0} />
      <p class="note">
        {scope === undefined ? t.ofAll(formatNumber(count), count) : t.ofSelection(formatNumber(count), count)}
        {scope === undefined ? null : (
          <>
            {' '}
            <button type="button" class="link" onClick={sortAll}>
              {t.takeAll}
            </button>
          </>
        )}
      </p>
      {state.status === 'running' ? (
        <section class="panel" aria-label={t.title}>
          <ProgressRow
            line={{
              text: t.sorting(formatNumber(state.done), formatNumber(state.total)),
              share: state.done / state.total,
            }}
            isOpen
          >
            <button type="button" class="quiet" onClick={cancelSorting}>
              {captions.cancel}
            </button>
          </ProgressRow>
        </section>
      ) : null}
      {state.status === 'failed' ? <p role="alert">{errorText(state.error)}</p> : null}
      {state.status === 'sorted' ? <StackList stacks={state.stacks} photos={photos} /> : null}
    </article>
  );
}

function sortAll(): void {
  cancelSorting();
  photoScope.set(undefined);
}

function LabelForm({ isEmpty }: { readonly isEmpty: boolean }): JSX.Element {
  const t = useMessages().stacks;
  const [typed, setTyped] = useState('');
  const labels = parseLabels(typed);
  const onSubmit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (labels.length > 0) void sortIntoStacks(labels);
  };
  return (
    <form class="hub" onSubmit={onSubmit}>
      <input
        type="text"
        class="field"
        aria-label={t.labels}
        placeholder={t.placeholder}
        autocomplete="off"
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
        }}
      />
      <button type="submit" class="button button--small" disabled={labels.length === 0 || isEmpty}>
        {t.sort}
      </button>
    </form>
  );
}

interface StackListProps {
  readonly stacks: Stacks;
  readonly photos: readonly Photo[];
}

function StackList({ stacks: { stacks, unsure, unread }, photos }: StackListProps): JSX.Element {
  const t = useMessages().stacks;
  const byId = new Map(photos.map((photo) => [photo.id, photo]));
  // A photo may have been deleted since.
  const of = (ids: readonly string[]): readonly Photo[] => ids.flatMap((id) => byId.get(id) ?? []);
  return (
    <>
      <p class="note">{t.guesses}</p>
      {unread.length === 0 ? null : <p class="note">{t.unread(formatList(unread))}</p>}
      {stacks.map(({ label, ids }) => (
        <Stack key={label} title={label} photos={of(ids)} note={undefined} />
      ))}
      <Stack title={t.unsure} photos={of(unsure)} note={t.unsureNote} />
    </>
  );
}

/** Photos shown of a stack before the visitor asks for more. */
const shownAtOnce = 24;

interface StackProps {
  readonly title: string;
  readonly photos: readonly Photo[];
  readonly note: string | undefined;
}

function Stack({ title, photos, note }: StackProps): JSX.Element {
  const { stacks: t, actionOn } = useMessages();
  const [isOpen, setOpen] = useState(false);
  const shown = isOpen ? photos : photos.slice(0, shownAtOnce);
  return (
    <section class="card stack" aria-label={title}>
      <header class="stack__head">
        <h2>{title}</h2>
        <span class="muted">{t.count(formatNumber(photos.length), photos.length)}</span>
        {photos.length === 0 ? null : (
          <button
            type="button"
            class="chip"
            aria-label={actionOn(t.select, title)}
            onClick={() => {
              selection.set({ ids: new Set(photos.map(({ id }) => id)), anchor: undefined });
              navigate({ screen: 'library' }, { search: { text: '' } });
            }}
          >
            {t.select}
          </button>
        )}
      </header>
      {note === undefined || photos.length === 0 ? null : <p class="note">{note}</p>}
      <ul class="stack__photos">
        {shown.map((photo) => (
          <StackTile key={photo.id} photo={photo} />
        ))}
      </ul>
      {shown.length < photos.length ? (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            setOpen(true);
          }}
        >
          {t.showAll(formatNumber(photos.length))}
        </button>
      ) : null}
    </section>
  );
}

function StackTile({ photo }: { readonly photo: Photo }): JSX.Element {
  const url = useThumbnail(photo.id);
  return (
    <li>
      <button
        type="button"
        aria-label={photo.name}
        onClick={() => {
          navigate({ screen: 'photo', id: photo.id });
        }}
      >
        {url === undefined ? null : <img src={url} alt="" decoding="async" />}
      </button>
    </li>
  );
}
