import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { AppHeader } from './header/app-header.tsx';
import { useMessages } from '../i18n/language.ts';
import { importFolder, type CheckpointFiles } from '../features/models/offered-model.ts';
import { searchExample, searchImage, searchSimilar } from '../features/search/change-search.ts';
import { announcement } from '../state/announcement.ts';
import { DropZone } from '../features/ingest/drop-zone.tsx';
import { ModelsScreen } from './screens/models-screen.tsx';
import { PhotoDialog } from '../features/photo/photo-dialog.tsx';
import { HowRoute } from '../features/how/how-route.tsx';
import { StacksScreen } from '../features/stacks/stacks-screen.tsx';
import { CaptionsScreen } from '../features/captions/captions-screen.tsx';
import { ShareButton } from '../features/export/share-button.tsx';
import type { Photo } from '../state/library/photo.ts';
import { ScaleRoute } from '../features/scale/scale-route.tsx';
import { CreditsScreen } from './screens/credits-screen.tsx';
import { LibraryScreen } from './screens/library-screen.tsx';
import { ToastView } from './toast-view.tsx';
import { usePageTitle } from './use-page-title.ts';
import { LiveRegion } from '../ui/live-region.tsx';
import { useObservable } from '../state/use-observable.ts';
import { route, type Route } from '../state/route.ts';

/** The whole page: header, the screen of the route, the open photo, and the live region for screen readers. */
export function App(): JSX.Element {
  const t = useMessages();
  const current = useObservable(route);
  const said = useObservable(announcement);
  usePageTitle();
  useScreenFocus(current.screen);
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          // Following it would navigate to another screen.
          event.preventDefault();
          document.getElementById('main')?.focus();
        }}
      >
        {t.skipToContent}
      </a>
      <AppHeader />
      <main id="main" tabIndex={-1}>
        {current.screen === 'models' ? (
          <ModelsScreen />
        ) : current.screen === 'credits' ? (
          <CreditsScreen />
        ) : current.screen === 'scale' ? (
          <ScaleRoute />
        ) : current.screen === 'captions' ? (
          <CaptionsScreen />
        ) : current.screen === 'stacks' ? (
          <StacksScreen />
        ) : current.screen === 'how' ? (
          <HowRoute code={current.code} />
        ) : (
          <LibraryScreen />
        )}
      </main>
      {current.screen === 'photo' ? (
        <PhotoDialog id={current.id} onSimilar={searchSimilar} onExample={searchExample} actions={photoActions} />
      ) : null}
      <DropZone onQueryImage={searchByFile} onModelFolder={importModel} />
      <ToastView />
      <LiveRegion text={said} />
    </>
  );
}

function photoActions(photo: Photo): JSX.Element | null {
  // What is shared is an image.
  return photo.recording === undefined ? <ShareButton photos={[photo]} /> : null;
}

function searchByFile(image: Blob): void {
  searchImage({ kind: 'file', blob: image });
}

function importModel(folder: CheckpointFiles): void {
  void importFolder(folder);
}

/** Moves focus to the top of a new screen. An open photo is not a screen, but a layer over its list. */
function useScreenFocus(screen: Route['screen']): void {
  const place = screen === 'photo' ? 'library' : screen;
  const before = useRef(place);
  useEffect(() => {
    if (before.current === place) return;
    before.current = place;
    scrollTo({ top: 0 });
    // A visitor who types a search on another screen keeps the focus.
    if (document.activeElement instanceof HTMLInputElement) return;
    document.getElementById('main')?.focus({ preventScroll: true });
  }, [place]);
}
