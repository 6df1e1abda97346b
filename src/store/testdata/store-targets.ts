import { openPageStore } from '../../api/store/open-page-store.ts';
import { openLocalStore } from '../open-store.ts';
import type { OpenStoreOptions, Store } from '../contract/store.ts';

const workerUrl = '/fixtures/vitest-worker/store-worker.ts';

/** The same suite over both ends: the store itself, and a page's end of a worker that holds it. */
export const targets: readonly (readonly [string, (name: string, given: OpenStoreOptions) => Promise<Store>])[] = [
  ['in this thread', openLocalStore],
  ['in a worker', (name, given) => openPageStore(name, { ...given, workerUrl })],
];
