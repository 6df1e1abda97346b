import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useMessages } from '../../i18n/language.ts';
import { albumOf, albums, deleteAlbum, renameAlbum, saveAlbums } from '../../state/albums.ts';
import { announce } from '../../state/announcement.ts';
import { searchQuery } from '../../state/search-state.ts';
import { useObservable } from '../../state/use-observable.ts';
import { MenuChip } from '../../ui/menu-chip.tsx';
import { chooseText } from './change-search.ts';

/** Saved searches: opens one, saves the current search, renames or deletes the one that is open. */
export function AlbumMenu(): JSX.Element | null {
  const t = useMessages().find;
  const all = useObservable(albums);
  const { text, image } = useObservable(searchQuery);
  const isSearch = text.trim() !== '' && image === undefined;
  if (all.length === 0 && !isSearch) return null;
  const open = isSearch ? albumOf(text) : undefined;
  const entries = all.map((album) => ({
    text: album.name,
    isOn: album === open,
    choose: () => {
      chooseText(album.text);
    },
  }));
  return (
    <MenuChip label={open?.name ?? t.albums} isOn={open !== undefined} entries={entries}>
      {isSearch ? <AlbumForm key={open?.id ?? text} /> : null}
    </MenuChip>
  );
}

function AlbumForm(): JSX.Element {
  const t = useMessages().find;
  const { text } = useObservable(searchQuery);
  const open = albumOf(text);
  const [name, setName] = useState(open?.name ?? text);
  useEffect(() => {
    setName(open?.name ?? text);
  }, [open?.id]);
  return (
    <form
      class="menu__form"
      onSubmit={(event) => {
        event.preventDefault();
        if (open === undefined) saveAlbums([{ name, text }]);
        else renameAlbum(open.id, name);
        announce(t.albumSaved(name));
      }}
    >
      <input
        class="menu__field"
        aria-label={t.albumName}
        value={name}
        maxLength={200}
        onInput={(event) => {
          setName(event.currentTarget.value);
        }}
      />
      <span class="menu__actions">
        <button type="submit" class="chip">
          {open === undefined ? t.saveAlbum : t.renameAlbum}
        </button>
        {open === undefined ? null : (
          <button
            type="button"
            class="chip"
            onClick={() => {
              deleteAlbum(open.id);
              announce(t.albumDeleted(open.name));
            }}
          >
            {t.deleteAlbum}
          </button>
        )}
      </span>
      <p class="muted">{t.albumNote}</p>
    </form>
  );
}
