import { OnsightError } from '../core/errors.ts';
import type { MetadataOf, MetadataSchema } from '../store/metadata-schema.ts';
import type { Store } from '../store/store.ts';
import { callServer, type CallOptions } from './call-server.ts';
import { ChromaCall, ChromaEngine, explainChroma, type ChromaAddress, type ChromaTarget } from './chroma-engine.ts';
import { checkOptions, type RemoteStoreOptions } from './remote-options.ts';
import { RemoteStore, type RemoteRules } from './remote-store.ts';

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
export async function openChromaStore<const S extends MetadataSchema = never>(
  options: ChromaStoreOptions<S>,
): Promise<Store<[S] extends [never] ? Metadata : MetadataOf<S>>> {
  const { url, rules, call } = checkOptions(options);
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
  const target = await openCollection(address, rules, { ...call, explain: explainChroma }, signal);
  return new RemoteStore(rules, new ChromaEngine(target)) as Store as never;
}
