import { QdrantClient } from '@qdrant/js-client-rest';
import { OnsightError } from '../../core/errors.ts';
import type { MetadataOf, MetadataSchema } from '../../store/contract/metadata-schema.ts';
import type { RowStore } from '../../store/contract/store.ts';
import { callServer, type RequestOptions } from '../call-server.ts';
import { explainQdrant } from './explain-qdrant.ts';
import { QdrantEngine, type QdrantApi } from './qdrant-engine.ts';
import { resolveRemoteOptions, type RemoteStoreOptions } from '../remote-options.ts';
import { RemoteStore, type ResolvedRemoteOptions } from '../remote-store.ts';

/** Options of {@link openQdrantStore}. */
export interface QdrantStoreOptions<S extends MetadataSchema = MetadataSchema> extends RemoteStoreOptions<S> {
  /**
   * `true` compares with every vector; `false` uses Qdrant's index, which is faster in large collections and may miss
   * some of the nearest rows.
   *
   * @defaultValue true
   */
  readonly exact?: boolean | undefined;
}

/**
 * Opens a collection of a Qdrant server (1.10 or newer) as a store, making it where there is none. `apiKey` is sent as
 * `api-key`. An address without a port means 6333, as everywhere with Qdrant.
 *
 * @throws TypeError, RangeError for misuse; OnsightError `remote-unreachable`, `remote-failed`, `dimension-mismatch`,
 * `model-mismatch`, `store-failed` for a collection of another metric
 * @example
 * ```ts
 * const store = await openQdrantStore({ url: 'http://localhost:6333', collection: 'photos', dims: 512 });
 * ```
 */
export async function openQdrantStore<const S extends MetadataSchema>(
  options: QdrantStoreOptions<S> & { readonly metadata: S },
): Promise<RowStore<MetadataOf<S>>>;
export async function openQdrantStore(options: QdrantStoreOptions): Promise<RowStore>;
export async function openQdrantStore(options: QdrantStoreOptions): Promise<RowStore> {
  const { url, resolved, call: limits } = resolveRemoteOptions(options);
  const { exact = true, apiKey, headers, signal } = options;
  const client = new QdrantClient({
    url: url.origin,
    prefix: url.pathname.replace(/\/+$/, ''),
    // As a header, because the client logs about `apiKey` to the console.
    headers: { ...headers, ...(apiKey === undefined ? {} : { 'api-key': apiKey }) },
    // Every request has its own time limit.
    timeout: Infinity,
    checkCompatibility: false,
  });
  const call = { ...limits, explain: explainQdrant };
  await openCollection(client.api(), resolved, call, signal);
  const engine = new QdrantEngine({ api: client.api(), name: resolved.name, metric: resolved.metric, exact, call });
  return new RemoteStore(resolved, engine);
}

const distances: Readonly<Record<RowStore['metric'], 'Cosine' | 'Dot' | 'Euclid'>> = {
  cosine: 'Cosine',
  dot: 'Dot',
  euclidean: 'Euclid',
};

const modelKey = 'onsight:model';

async function openCollection(
  api: QdrantApi,
  { name, dims, metric, model }: ResolvedRemoteOptions,
  call: RequestOptions,
  signal: AbortSignal | undefined,
): Promise<void> {
  const named = { collection_name: name };
  const isThere = async (limit: AbortSignal): Promise<boolean> =>
    (await api.collectionExists({ ...named }, { signal: limit })).data.result?.exists === true;
  const info = await callServer(
    async (limit) => {
      if (!(await isThere(limit))) {
        const vectors = { size: dims, distance: distances[metric] };
        try {
          await api.createCollection({ ...named, vectors, metadata: { [modelKey]: model } }, { signal: limit });
        } catch (error) {
          // Another client created it meanwhile, or the response to the first attempt was lost.
          if (!(await isThere(limit))) throw error;
        }
      }
      return (await api.getCollection({ ...named }, { signal: limit })).data.result;
    },
    call,
    signal,
  );
  checkVectors(info?.config.params.vectors, name, dims, metric);
  // Servers before 1.16 store no collection metadata.
  const { [modelKey]: expected = model } = (info?.config.metadata ?? {}) as Readonly<Record<string, unknown>>;
  if (expected !== model)
    throw new OnsightError('model-mismatch', { store: name, expected: String(expected), actual: model });
}

/** @throws OnsightError if the collection was created for something else */
function checkVectors(vectors: unknown, store: string, dims: number, metric: RowStore['metric']): void {
  if (typeof vectors !== 'object' || vectors === null || !('size' in vectors) || !('distance' in vectors)) {
    throw new OnsightError('store-failed', { store, reason: 'it does not hold one unnamed vector a row' });
  }
  if (vectors.size !== dims)
    throw new OnsightError('dimension-mismatch', { expected: Number(vectors.size), actual: dims });
  if (vectors.distance !== distances[metric]) {
    const reason = `its distance is "${String(vectors.distance)}", and the metric "${metric}" needs "${distances[metric]}"`;
    throw new OnsightError('store-failed', { store, reason });
  }
}
