import { openPageStore } from '../../api/open-page-store.ts';
import { openStore } from '../open-store.ts';
import type { OpenStoreOptions, Store } from '../store.ts';

const workerUrl = '/e2e/vitest-worker/store-worker.ts';

/** The same suite over both ends: the store itself, and a page's end of a worker that holds it. */
export const targets: readonly (readonly [string, (name: string, given: OpenStoreOptions) => Promise<Store>])[] = [
  ['in this thread', openStore],
  ['in a worker', (name, given) => openPageStore(name, { ...given, workerUrl })],
];
