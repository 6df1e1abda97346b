import { checkInteger, checkObject, checkText } from '../core/check.ts';
import type { AbortOptions } from '../core/async/abort.ts';
import { copyData } from '../core/copy-data.ts';
import type { MetadataSchema } from '../store/contract/metadata-schema.ts';
import { checkSchema } from '../store/contract/metadata-schema.ts';
import type { RowStore } from '../store/contract/store.ts';
import { checkFieldName } from './rows/encode-metadata.ts';
import type { RequestOptions } from './call-server.ts';
import type { ResolvedRemoteOptions } from './remote-store.ts';

/** Options common to all remote stores. */
export interface RemoteStoreOptions<S extends MetadataSchema = MetadataSchema> extends AbortOptions {
  /** Address of the server, `http(s)://host:port`. */
  readonly url: string;
  /** Name of the collection; created if missing. */
  readonly collection: string;
  /** Length of every vector, 2 to 4,096. */
  readonly dims: number;
  /** Similarity of two vectors. @defaultValue 'cosine' */
  readonly metric?: RowStore['metric'] | undefined;
  /** Metadata fields and their types. Without it, a row may have any field. */
  readonly metadata?: S | undefined;
  /** Name of the model that made the vectors. @defaultValue '' */
  readonly model?: string | undefined;
  /** Sent with every request. */
  readonly apiKey?: string | undefined;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Time limit of one response before a retry. @defaultValue 60_000 */
  readonly timeoutMs?: number | undefined;
  /** Delay before the first retry; doubles each time. @defaultValue 250 */
  readonly retryDelayMs?: number | undefined;
}

/** Checked options. */
interface CheckedOptions {
  readonly url: URL;
  readonly resolved: ResolvedRemoteOptions;
  readonly call: Omit<RequestOptions, 'explain'>;
}

const metrics: ReadonlySet<string> = new Set<RowStore['metric']>(['cosine', 'dot', 'euclidean']);

/** @throws TypeError, RangeError for misuse */
export function resolveRemoteOptions(options: RemoteStoreOptions): CheckedOptions {
  checkObject('options', options);
  const { collection, dims, metric = 'cosine', metadata, model = '', timeoutMs = 60_000, retryDelayMs = 250 } = options;
  checkText('url', options.url);
  checkText('collection', collection);
  checkInteger('dims', dims, 2, 4_096);
  checkInteger('timeoutMs', timeoutMs, 1);
  checkInteger('retryDelayMs', retryDelayMs, 0);
  if (!metrics.has(metric))
    throw new TypeError(`Expected \`metric\` to be one of ${[...metrics].join(', ')}, got \`${metric}\`.`);
  if (metadata !== undefined) {
    checkSchema(metadata);
    for (const field of Object.keys(metadata)) checkFieldName(field);
  }
  const url = parseUrl(options.url);
  return {
    url,
    resolved: { name: collection, dims, metric, model, schema: copyData(metadata) },
    call: { url: url.origin, timeoutMs, retryDelayMs },
  };
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw new TypeError(`Expected \`url\` to be an address like http://localhost:8000, got \`${text}\`.`);
}
