import type { JSX } from 'preact';
import { switchLanguage, language, useMessages } from '../../i18n/language.ts';
import { FileInputs } from '../../features/ingest/file-inputs.tsx';
import { PickButton } from '../../features/ingest/pick-button.tsx';
import { useObservable } from '../../state/use-observable.ts';
import { installPrompt } from '../../state/install.ts';
import { RouteLink } from '../route-link.tsx';
import { searchImage } from '../../features/search/change-search.ts';
import { SearchField } from './search-field.tsx';

/** The bar at the top: home, search, models, language, add photos. */
export function AppHeader(): JSX.Element {
  const t = useMessages();
  const shown = useObservable(language);
  const install = useObservable(installPrompt);
  return (
    <header class="header">
      <FileInputs
        onQueryImage={(image) => {
          searchImage({ kind: 'file', blob: image });
        }}
      />
      <RouteLink to={{ screen: 'library' }} class="home" label={t.home}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <circle cx="12" cy="12" r="8.5" />
          <circle cx="12" cy="12" r="3" class="home__pupil" />
        </svg>
        <span class="home__name">onsight</span>
      </RouteLink>
      <SearchField />
      <nav class="header__actions">
        <RouteLink to={{ screen: 'models' }} class="quiet">
          {t.models}
        </RouteLink>
        <RouteLink to={{ screen: 'how' }} class="quiet header__how">
          {t.how.title}
        </RouteLink>
        {install === undefined ? null : (
          <button type="button" class="quiet header__install" onClick={install}>
            {t.install}
          </button>
        )}
        <button
          type="button"
          class="quiet"
          lang={shown === 'en' ? 'zh-Hans' : 'en'}
          aria-label={t.switchLanguageLabel}
          onClick={() => {
            switchLanguage(shown === 'en' ? 'zh' : 'en');
          }}
        >
          {t.switchLanguage}
        </button>
        <PickButton kind="photos" class="button button--small">
          {t.addPhotos}
        </PickButton>
      </nav>
    </header>
  );
}
