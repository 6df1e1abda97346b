import type { JSX } from 'preact';
import { useMessages } from '../../i18n/language.ts';
import type { ExampleSide } from '../../state/examples.ts';
import { libraryPhotos } from '../../state/library/library-photos.ts';
import { useThumbnail } from '../../state/library/use-thumbnail.ts';
import { searchQuery } from '../../state/search-state.ts';
import { useObservable } from '../../state/use-observable.ts';
import { Icon } from '../../ui/icons.tsx';
import { searchExample } from './change-search.ts';

/** The example photos of the search, each with a way to take it back. */
export function ExampleChips(): JSX.Element | null {
  const t = useMessages().examples;
  const { more = [], less = [] } = useObservable(searchQuery);
  if (more.length + less.length === 0) return null;
  return (
    <div class="understood examples" role="group" aria-label={t.group}>
      {more.map((id) => (
        <ExampleChip key={id} id={id} side="more" />
      ))}
      {less.map((id) => (
        <ExampleChip key={id} id={id} side="less" />
      ))}
    </div>
  );
}

function ExampleChip({ id, side }: { readonly id: string; readonly side: ExampleSide }): JSX.Element {
  const { examples: t, search } = useMessages();
  const known = useObservable(libraryPhotos);
  const url = useThumbnail(id);
  const name = (known.status === 'known' ? known.photos.find((photo) => photo.id === id)?.name : undefined) ?? '';
  const says = side === 'more' ? t.moreLike(name) : t.lessLike(name);
  return (
    <button
      type="button"
      class="chip understood__chip examples__chip"
      aria-label={`${says}, ${search.takeBack}`}
      title={`${says}, ${search.takeBack}`}
      onClick={() => {
        searchExample(id, side);
      }}
    >
      <Icon name={side} />
      {url === undefined ? null : <img src={url} alt="" />}
      <Icon name="close" />
    </button>
  );
}
