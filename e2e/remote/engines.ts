import { inject } from 'vitest';
import { openChromaStore } from '../../src/remote/open-chroma-store.ts';
import { openQdrantStore } from '../../src/remote/open-qdrant-store.ts';
import type { RemoteStoreOptions } from '../../src/remote/remote-options.ts';
import type { MetadataOf, MetadataSchema } from '../../src/store/metadata-schema.ts';
import type { RowStore } from '../../src/store/store.ts';

type Options<S extends MetadataSchema = MetadataSchema> = Omit<RemoteStoreOptions<S>, 'url'>;

/** Opens a collection on the server of an engine. */
export interface OpenOnServer {
  <const S extends MetadataSchema>(options: Options<S> & { readonly metadata: S }): Promise<RowStore<MetadataOf<S>>>;
  (options: Options): Promise<RowStore>;
}

const chromaUrl = inject('chromaUrl');
const qdrantUrl = inject('qdrantUrl');
const openChroma: OpenOnServer = (options: Options) => openChromaStore({ ...options, url: chromaUrl });

/** The engines that every contract is tested on: Chroma, and Qdrant where QDRANT_URL names a server. */
export const engines: readonly (readonly [name: string, open: OpenOnServer])[] = [
  ['Chroma', openChroma],
  ...(qdrantUrl === undefined
    ? []
    : [['Qdrant', (options: Options) => openQdrantStore({ ...options, url: qdrantUrl })] as const]),
];

let collections = 0;

/** The name of a collection that no other run has made: a Qdrant server outlives the tests. */
export function newCollection(): string {
  collections += 1;
  return `onsight-test-${Date.now().toString(36)}-${String(process.pid)}-${String(collections)}`;
}
