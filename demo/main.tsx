import { render } from 'preact';
import { App } from './app.tsx';
import { takeUpCaptioning } from './captions/caption-all.ts';
import { takeUpUnfinished } from './ingest/add-photos.ts';
import { followLibrary } from './library/library-photos.ts';
import { followWordModels } from './models/word-models.ts';
import { followAddress } from './search/change-search.ts';
import { followLibraryChanges } from './search/follow-library.ts';
import { followReindexing } from './reindex/reindex-library.ts';
import { followOffline } from './state/offline-state.ts';
import { followLostFocus } from './screens/keep-focus.ts';
import { followPageKeys } from './screens/page-keys.ts';
import { startSession } from './state/session.ts';
import './styles/tokens.css';
import './styles/page.css';
import './styles/grid.css';
import './styles/screens.css';
import './styles/photo.css';
import './styles/scale.css';

void startSession();
followLibrary();
followLibraryChanges();
followAddress();
followPageKeys();
followLostFocus();
followReindexing();
followOffline();
followWordModels();
// Before the first paint: with photos under way the page does not begin with the words for a first visit, to move them
// aside a moment later.
takeUpUnfinished();
takeUpCaptioning();

const host = document.getElementById('app');
if (host !== null) render(<App />, host);
