import { render } from 'preact';
import { App } from './app.tsx';
import { takeUpCaptioning } from '../features/captions/caption-all.ts';
import { followLaunches } from '../features/ingest/launched-files.ts';
import { followInstall } from '../state/install.ts';
import { followUpdates } from '../state/page-update.ts';
import { offerUpdates } from './offer-update.ts';
import { takeUpUnfinished } from '../features/ingest/add-photos.ts';
import { followLibrary } from '../state/library/library-photos.ts';
import { followWordModels } from '../state/word-models.ts';
import { followAddress } from '../features/search/change-search.ts';
import { followLibraryChanges } from '../features/search/follow-library.ts';
import { followReindexing } from '../features/reindex/reindex-library.ts';
import { forgetUndoLeftovers } from '../state/library/undo-leftovers.ts';
import { followLastQuery } from '../state/last-query.ts';
import { followRequests } from '../state/requests.ts';
import { followOffline } from '../state/offline-state.ts';
import { followFirstSearch } from './follow-first-search.ts';
import { followLostFocus } from './keep-focus.ts';
import { followPageKeys } from './page-keys.ts';
import { startSession } from '../state/session.ts';
import '../styles/tokens.css';
import '../styles/page.css';
import '../styles/header.css';
import '../styles/controls.css';
import '../styles/grid.css';
import '../styles/screens.css';
import '../styles/cards.css';
import '../styles/photo-side.css';
import '../styles/photo.css';
import '../styles/scale.css';
import '../styles/how.css';
import '../styles/stacks.css';

void startSession();
followLibrary();
followLibraryChanges();
followFirstSearch();
followAddress();
followPageKeys();
followLostFocus();
followReindexing();
followRequests();
followLastQuery();
followOffline();
followWordModels();
followInstall();
// A host that forbids service workers has no offline page.
followUpdates().catch(() => undefined);
offerUpdates();
// Without IndexedDB, no handles were stored.
forgetUndoLeftovers().catch(() => undefined);
// Before the first paint, so that a page with photos in progress does not flash the first visit.
takeUpUnfinished();
followLaunches();
takeUpCaptioning();

const host = document.getElementById('app');
if (host !== null) render(<App />, host);
