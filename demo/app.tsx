import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { AppHeader } from './header/app-header.tsx';
import { languageTag, useMessages } from './i18n/language.ts';
import { DropZone } from './ingest/drop-zone.tsx';
import { ModelsScreen } from './models/models-screen.tsx';
import { PhotoDialog } from './photo/photo-dialog.tsx';
import { ScaleRoute } from './scale/scale-route.tsx';
import { CreditsScreen } from './screens/credits-screen.tsx';
import { LibraryScreen } from './screens/library-screen.tsx';
import { ToastView } from './screens/toast-view.tsx';
import { LiveRegion } from './state/live-region.tsx';
import { useObservable } from './state/observable.ts';
import { route } from './state/route.ts';

/** The whole page: header, the screen of the route, the photo over it, and what is said to screen readers. */
export function App(): JSX.Element {
  const t = useMessages();
  const current = useObservable(route);
  const tag = languageTag();
  useEffect(() => {
    document.documentElement.lang = tag;
    document.title = t.pageTitle;
  }, [tag, t]);
  return (
    <>
      <a class="skip" href="#main">
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
        ) : (
          <LibraryScreen />
        )}
      </main>
      {current.screen === 'photo' ? <PhotoDialog id={current.id} /> : null}
      <DropZone />
      <ToastView />
      <LiveRegion />
    </>
  );
}
