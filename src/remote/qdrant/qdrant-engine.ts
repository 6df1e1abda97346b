import type { QdrantClient, Schemas } from '@qdrant/js-client-rest';
import type { RowStore } from '../../store/contract/store.ts';
import { callServer, type RequestOptions } from '../call-server.ts';
import type { EncodedMetadata } from '../rows/encode-metadata.ts';
import { toPointId } from './point-id.ts';
import type {
  Hits,
  IncomingRow,
  OutgoingRow,
  Page,
  PageOptions,
  QueryOptions,
  RemoteEngine,
  ServerCondition,
  Wanted,
} from '../remote-engine.ts';
import { toQdrantFilter, type QdrantFilter } from './to-qdrant-filter.ts';

const idKey = '@id';
const thumbnailKey = '@thumbnail';

/** Qdrant's API calls, which take a signal, unlike the methods of its client. */
export type QdrantApi = ReturnType<QdrantClient['api']>;

/** Identifies a collection of a Qdrant server. */
interface QdrantTarget {
  readonly api: QdrantApi;
  readonly name: string;
  readonly metric: RowStore['metric'];
  /** Compares with every vector instead of using the index. */
  readonly exact: boolean;
  readonly call: RequestOptions;
}

/** A collection of a Qdrant server. */
export class QdrantEngine implements RemoteEngine {
  readonly url: string;
  readonly maxBatchRows = Infinity;
  readonly #target: QdrantTarget;
  readonly #collection: { readonly collection_name: string };

  constructor(target: QdrantTarget) {
    this.#target = target;
    this.url = target.call.url;
    this.#collection = { collection_name: target.name };
  }

  async insert(rows: readonly OutgoingRow[], signal?: AbortSignal): Promise<void> {
    const points = await toPoints(rows);
    // Servers before 1.17 do not support the mode: there, a row that another client adds at this moment is replaced.
    const body = { ...this.#collection, wait: true, points, update_mode: 'insert_only' } as const;
    await this.#call((api, init) => api.upsertPoints(body, init), signal);
  }

  async replace(rows: readonly OutgoingRow[], _before: readonly IncomingRow[], signal?: AbortSignal): Promise<void> {
    const points = await toPoints(rows);
    await this.#call((api, init) => api.upsertPoints({ ...this.#collection, wait: true, points }, init), signal);
  }

  async fetch(ids: readonly string[], wanted: Wanted, signal?: AbortSignal): Promise<readonly IncomingRow[]> {
    const points = await Promise.all(ids.map(toPointId));
    const answer = await this.#call(
      (api, init) => api.getPoints({ ...this.#collection, ids: points, ...selectionOf(wanted) }, init),
      signal,
    );
    return resultOf(answer).map(toIncoming);
  }

  async page(condition: ServerCondition, { from, limit, wanted, signal }: PageOptions): Promise<Page> {
    const body = {
      ...this.#collection,
      ...filterOf(condition),
      ...selectionOf(wanted),
      limit,
      ...(from === undefined ? {} : { offset: from }),
    };
    const { points, next_page_offset: next } = resultOf(
      await this.#call((api, init) => api.scrollPoints(body, init), signal),
    );
    return { rows: points.map(toIncoming), next: typeof next === 'string' ? next : undefined };
  }

  async query(
    vectors: readonly Float32Array[],
    condition: ServerCondition,
    { limit, wanted, signal }: QueryOptions,
  ): Promise<Hits> {
    const searches = vectors.map((vector) => ({
      query: [...vector],
      limit,
      params: { exact: this.#target.exact },
      ...filterOf(condition),
      ...selectionOf(wanted),
    }));
    const answer = await this.#call(
      (api, init) => api.queryBatchPoints({ ...this.#collection, searches }, init),
      signal,
    );
    return resultOf(answer).map(({ points }) =>
      points.map((point) => ({ ...toIncoming(point), score: this.#toScore(point.score) })),
    );
  }

  async count(condition: ServerCondition, signal?: AbortSignal): Promise<number> {
    const body = { ...this.#collection, ...filterOf(condition), exact: true };
    return resultOf(await this.#call((api, init) => api.countPoints(body, init), signal)).count;
  }

  async remove(ids: readonly string[], signal?: AbortSignal): Promise<void> {
    const points = await Promise.all(ids.map(toPointId));
    await this.#call((api, init) => api.deletePoints({ ...this.#collection, wait: true, points }, init), signal);
  }

  async drop(signal?: AbortSignal): Promise<void> {
    await this.#call((api, init) => api.deleteCollection({ ...this.#collection }, init), signal);
  }

  #call<T>(
    work: (api: QdrantApi, init: RequestInit) => Promise<{ readonly data: T }>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const { api, call } = this.#target;
    return callServer(async (limit) => (await work(api, { signal: limit })).data, call, signal);
  }

  /** Qdrant returns the cosine, the dot product, or the distance. */
  #toScore(score: number): number {
    return this.#target.metric === 'euclidean' ? -score : score;
  }
}

async function toPoints(rows: readonly OutgoingRow[]): Promise<Schemas['PointStruct'][]> {
  return Promise.all(
    rows.map(async ({ id, vector, record, thumbnail }) => ({
      id: await toPointId(id),
      vector: [...vector],
      payload: { ...record, [idKey]: id, ...(thumbnail === undefined ? {} : { [thumbnailKey]: thumbnail }) },
    })),
  );
}

function toIncoming(point: Schemas['Record'] | Schemas['ScoredPoint']): IncomingRow {
  // Selected by our own key; a point written by other software has Qdrant's id.
  const { [idKey]: id, [thumbnailKey]: thumbnail, ...record } = (point.payload ?? {}) as EncodedMetadata;
  return {
    id: typeof id === 'string' ? id : String(point.id),
    vector: Array.isArray(point.vector) ? Float32Array.from(point.vector as number[]) : undefined, // one unnamed vector
    record,
    thumbnail: typeof thumbnail === 'string' ? thumbnail : undefined,
  };
}

function filterOf(condition: ServerCondition): { filter?: QdrantFilter } {
  return condition === undefined ? {} : { filter: toQdrantFilter(condition) };
}

/** The id is always needed; thumbnails are large and included on request only. */
function selectionOf({ vectors, records, thumbnails }: Wanted): {
  with_vector: boolean;
  with_payload: Schemas['PayloadSelector'];
} {
  const all: Schemas['PayloadSelector'] = { exclude: thumbnails === true ? [] : [quoted(thumbnailKey)] };
  const few: Schemas['PayloadSelector'] = {
    include: [idKey, ...(thumbnails === true ? [thumbnailKey] : [])].map(quoted),
  };
  return { with_vector: vectors === true, with_payload: records === true ? all : few };
}

function quoted(key: string): string {
  return `"${key}"`;
}

function resultOf<T>({ result }: { readonly result?: T }): T {
  if (result === undefined) throw new TypeError('Expected an answer with a result.');
  return result;
}
