import { useEffect } from 'preact/hooks';
import type { Messages } from '../i18n/en.ts';
import { languageTag, useMessages } from '../i18n/language.ts';
import { libraryPhotos } from '../state/library/library-photos.ts';
import { searchQuery, type SearchQuery } from '../state/search-state.ts';
import { useObservable } from '../state/use-observable.ts';
import { route, type Route } from '../state/route.ts';

/** Updates the title of the tab and the language of the document. */
export function usePageTitle(): void {
  const t = useMessages();
  const current = useObservable(route);
  const query = useObservable(searchQuery);
  const known = useObservable(libraryPhotos);
  const tag = languageTag();
  const id = current.screen === 'photo' ? current.id : query.image?.kind === 'item' ? query.image.id : undefined;
  const photo = known.status === 'known' ? known.photos.find((each) => each.id === id) : undefined;
  const place = placeOf(t, current, query, photo?.name);
  useEffect(() => {
    document.documentElement.lang = tag;
    document.title = place === undefined || place === '' ? t.pageTitle : `${place} · onsight`;
  }, [tag, t, place]);
}

function placeOf(t: Messages, { screen }: Route, query: SearchQuery, photo: string | undefined): string | undefined {
  switch (screen) {
    case 'photo':
      return photo;
    case 'models':
      return t.modelsScreen.title;
    case 'credits':
      return t.credits.title;
    case 'scale':
      return t.scale.title;
    case 'captions':
      return t.betterCaptions.title;
    case 'stacks':
      return t.stacks.title;
    case 'how':
      return t.how.title;
    case 'library':
      if (query.image === undefined) return query.text.trim();
      return query.image.kind === 'item' ? t.search.similarTo(photo ?? '') : t.search.yourImage;
  }
}
