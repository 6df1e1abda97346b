import { OnsightError } from '../../core/errors.ts';
import type { MetadataOf, MetadataSchema } from '../../store/contract/metadata-schema.ts';
import type { RowStore } from '../../store/contract/store.ts';
import { callServer, type RequestOptions } from '../call-server.ts';
import { ChromaCall, ChromaEngine, type ChromaAddress, type ChromaTarget } from './chroma-engine.ts';
import { explainChroma } from './explain-chroma.ts';
import { resolveRemoteOptions, type RemoteStoreOptions } from '../remote-options.ts';
import { RemoteStore, type ResolvedRemoteOptions } from '../remote-store.ts';

/** Options of {@link openChromaStore}. */
export interface ChromaStoreOptions<S extends MetadataSchema = MetadataSchema> extends RemoteStoreOptions<S> {
  /** @defaultValue 'default_tenant' */
  readonly tenant?: string | undefined;
  /** @defaultValue 'default_database' */
  readonly database?: string | undefined;
}

/**
 * Opens a collection of a Chroma server as a store, making it where there is none. `apiKey` is sent as `x-chroma-token`.
 *
 * @throws TypeError, RangeError for misuse; OnsightError `remote-unreachable`, `remote-failed`, `dimension-mismatch`,
 * `model-mismatch`
 * @example
 * ```ts
 * const store = await openChromaStore({ url: 'http://localhost:8000', collection: 'photos', dims: 512 });
 * ```
 */
export async function openChromaStore<const S extends MetadataSchema>(
  options: ChromaStoreOptions<S> & { readonly metadata: S },
): Promise<RowStore<MetadataOf<S>>>;
export async function openChromaStore(options: ChromaStoreOptions): Promise<RowStore>;
export async function openChromaStore(options: ChromaStoreOptions): Promise<RowStore> {
  const { url, resolved, call } = resolveRemoteOptions(options);
  if (url.pathname !== '/') {
    throw new TypeError(`Chroma's client takes no path: expected \`url\` without one, got \`${options.url}\`.`);
  }
  const { tenant = 'default_tenant', database = 'default_database', apiKey, headers, signal } = options;
  const ssl = url.protocol === 'https:';
  const address: ChromaAddress = {
    host: url.hostname,
    port: Number(url.port || (ssl ? 443 : 80)),
    ssl,
    tenant,
    database,
    headers: { ...headers, ...(apiKey === undefined ? {} : { 'x-chroma-token': apiKey }) },
  };
  const target = await openCollection(address, resolved, { ...call, explain: explainChroma }, signal);
  return new RemoteStore(resolved, new ChromaEngine(target));
}

/** Keys of the collection's own metadata. */
const key = { dims: 'onsight:dims', metric: 'onsight:metric', model: 'onsight:model' };
const spaces: Readonly<Record<RowStore['metric'], 'cosine' | 'ip' | 'l2'>> = {
  cosine: 'cosine',
  dot: 'ip',
  euclidean: 'l2',
};

/** Number of candidates of Chroma's approximate index per query; more cost little. Chroma's default is 100. */
const searchEffort = 200;

async function openCollection(
  address: ChromaAddress,
  resolved: ResolvedRemoteOptions,
  call: RequestOptions,
  signal: AbortSignal | undefined,
): Promise<ChromaTarget> {
  const { name, dims, metric, model } = resolved;
  const { checks, collection } = await callServer(
    async (limit) => {
      const client = new ChromaCall(address, limit);
      return {
        checks: await client.getPreflightChecks(),
        collection: await client.getOrCreateCollection({
          name,
          // Vectors are made here; Chroma's default would load a model.
          embeddingFunction: null,
          configuration: { hnsw: { space: spaces[metric], ef_search: searchEffort } },
          metadata: { [key.dims]: dims, [key.metric]: metric, [key.model]: model },
        }),
      };
    },
    call,
    signal,
  );
  checkCollection(collection, resolved);
  return { address, name, id: collection.id, metric, checks, call };
}

/** @throws OnsightError if the collection was created for something else */
function checkCollection(
  { metadata, configuration }: { readonly metadata?: unknown; readonly configuration: { hnsw?: unknown } },
  { name, dims, metric, model }: ResolvedRemoteOptions,
): void {
  const said = Object.fromEntries(Object.entries(metadata ?? {})) as Readonly<Record<string, unknown>>;
  const { [key.dims]: itsDims = dims, [key.model]: itsModel = model } = said;
  if (itsModel !== model)
    throw new OnsightError('model-mismatch', { store: name, expected: String(itsModel), actual: model });
  if (itsDims !== dims) throw new OnsightError('dimension-mismatch', { expected: Number(itsDims), actual: dims });
  const hnsw = configuration.hnsw;
  const space = typeof hnsw === 'object' && hnsw !== null && 'space' in hnsw ? hnsw.space : spaces[metric];
  if (space !== spaces[metric]) {
    const reason = `its space is "${String(space)}", and the metric "${metric}" needs "${spaces[metric]}"`;
    throw new OnsightError('store-failed', { store: name, reason });
  }
}
