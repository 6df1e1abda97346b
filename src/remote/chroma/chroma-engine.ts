import type { Collection, Metadata as ChromaMetadata } from 'chromadb';
import { ChromaClient } from 'chromadb';
import type { RowStore } from '../../store/contract/store.ts';
import { callServer, type RequestOptions } from '../call-server.ts';
import type { EncodedMetadata, EncodedValue } from '../rows/encode-metadata.ts';
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
import { toChromaWhere } from './to-chroma-where.ts';

/** Address of a Chroma server, tenant and credentials. */
export interface ChromaAddress {
  readonly host: string;
  readonly port: number;
  readonly ssl: boolean;
  readonly tenant: string;
  readonly database: string;
  readonly headers: Record<string, string>;
}

type Checks = NonNullable<ChromaClient['preflightChecks']>;

/** Client of a single request, because the constructor is the only place where Chroma's client takes a signal. */
export class ChromaCall extends ChromaClient {
  constructor(address: ChromaAddress, signal: AbortSignal, checks?: Checks) {
    super({ ...address, fetchOptions: { signal } });
    // Requested once and shared; a new client would request it again before its first write.
    if (checks !== undefined) this.preflightChecks = checks;
  }
}

/** Identifies a collection of a Chroma server. */
export interface ChromaTarget {
  readonly address: ChromaAddress;
  readonly name: string;
  /** Id of the collection on the server. */
  readonly id: string;
  readonly metric: RowStore['metric'];
  readonly checks: Checks;
  readonly call: RequestOptions;
}

const idsPerCount = 20_000;

/** A collection of a Chroma server. */
export class ChromaEngine implements RemoteEngine {
  readonly url: string;
  readonly maxBatchRows: number;
  readonly #target: ChromaTarget;

  constructor(target: ChromaTarget) {
    this.#target = target;
    this.url = target.call.url;
    this.maxBatchRows = target.checks.max_batch_size;
  }

  async insert(rows: readonly OutgoingRow[], signal?: AbortSignal): Promise<void> {
    // `add` leaves existing rows unchanged.
    await this.#call((collection) => collection.add(toRecordSet(rows, [])), signal);
  }

  async replace(rows: readonly OutgoingRow[], before: readonly IncomingRow[], signal?: AbortSignal): Promise<void> {
    await this.#call((collection) => collection.upsert(toRecordSet(rows, before)), signal);
  }

  async fetch(ids: readonly string[], wanted: Wanted, signal?: AbortSignal): Promise<readonly IncomingRow[]> {
    if (ids.length === 0) return [];
    return this.#get({ ids: [...ids] }, wanted, signal);
  }

  async page(condition: ServerCondition, { from, limit, wanted, signal }: PageOptions): Promise<Page> {
    const offset = from === undefined ? 0 : Number(from);
    const rows = await this.#get({ ...whereOf(condition), limit, offset }, wanted, signal);
    return { rows, next: rows.length < limit ? undefined : String(offset + rows.length) };
  }

  async query(
    vectors: readonly Float32Array[],
    condition: ServerCondition,
    { limit, wanted, signal }: QueryOptions,
  ): Promise<Hits> {
    const answer = await this.#call(
      (collection) =>
        collection.query({
          queryEmbeddings: vectors.map((vector) => [...vector]),
          nResults: limit,
          ...whereOf(condition),
          include: [...includeOf(wanted), 'distances'],
        }),
      signal,
    );
    return answer.ids.map((ids, query) =>
      ids.map((id, i) => ({
        id,
        score: this.#toScore(answer.distances[query]?.[i] ?? NaN),
        vector: toVector(answer.embeddings[query]?.[i]),
        record: toRecord(answer.metadatas[query]?.[i]),
      })),
    );
  }

  async count(condition: ServerCondition, signal?: AbortSignal): Promise<number> {
    if (condition === undefined) return this.#call((collection) => collection.count(), signal);
    let count = 0;
    for (let from: string | undefined = '0'; from !== undefined;) {
      const { rows, next }: Page = await this.page(condition, { from, limit: idsPerCount, wanted: {}, signal });
      count += rows.length;
      from = next;
    }
    return count;
  }

  async remove(ids: readonly string[], signal?: AbortSignal): Promise<void> {
    await this.#call((collection) => collection.delete({ ids: [...ids] }), signal);
  }

  async drop(signal?: AbortSignal): Promise<void> {
    const { address, name, call } = this.#target;
    await callServer(
      async (limit) => {
        const client = new ChromaCall(address, limit);
        const there = await client.listCollections({ limit: 1_000 });
        // On a retry after a lost response it may already be deleted.
        if (there.some((collection) => collection.name === name)) await client.deleteCollection({ name });
      },
      call,
      signal,
    );
  }

  async #get(
    what: Parameters<Collection['get']>[0],
    wanted: Wanted,
    signal?: AbortSignal,
  ): Promise<readonly IncomingRow[]> {
    const answer = await this.#call((collection) => collection.get({ ...what, include: includeOf(wanted) }), signal);
    return answer.ids.map((id, i) => ({
      id,
      vector: toVector(answer.embeddings[i]),
      record: toRecord(answer.metadatas[i]),
      thumbnail: answer.uris[i] ?? undefined,
    }));
  }

  #call<T>(work: (collection: Collection) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const { address, id, checks, call } = this.#target;
    return callServer((limit) => work(new ChromaCall(address, limit, checks).collection(id)), call, signal);
  }

  /** Chroma returns 1 - cosine, 1 - dot product, or the squared distance. */
  #toScore(distance: number): number {
    return this.#target.metric === 'euclidean' ? -Math.sqrt(distance) : 1 - distance;
  }
}

type RecordSet = Parameters<Collection['upsert']>[0] & { readonly embeddings: number[][] };

function toRecordSet(rows: readonly OutgoingRow[], before: readonly IncomingRow[]): RecordSet {
  const old = new Map(before.map((row) => [row.id, row.record ?? {}]));
  const withUris = before.length > 0 || rows.some((row) => row.thumbnail !== undefined);
  return {
    ids: rows.map((row) => row.id),
    embeddings: rows.map((row) => [...row.vector]),
    metadatas: rows.map(({ id, record }): ChromaMetadata => {
      // Chroma merges metadata. Null removes a key, but its client drops null; NaN passes the client and becomes null
      // in JSON.
      const gone = Object.keys(old.get(id) ?? {}).map((key): [string, number] => [key, NaN]);
      return { ...Object.fromEntries(gone), ...record };
    }),
    ...(withUris ? { uris: rows.map((row) => row.thumbnail ?? '') } : {}),
  };
}

function whereOf(condition: ServerCondition): { where?: ReturnType<typeof toChromaWhere> } {
  return condition === undefined ? {} : { where: toChromaWhere(condition) };
}

function includeOf({ vectors, records, thumbnails }: Wanted): ('embeddings' | 'metadatas' | 'uris')[] {
  return [
    ...(vectors === true ? (['embeddings'] as const) : []),
    ...(records === true ? (['metadatas'] as const) : []),
    ...(thumbnails === true ? (['uris'] as const) : []),
  ];
}

function toVector(embedding: readonly number[] | null | undefined): Float32Array | undefined {
  return embedding ? Float32Array.from(embedding) : undefined;
}

function toRecord(metadata: ChromaMetadata | null | undefined): EncodedMetadata | undefined {
  return metadata ? Object.fromEntries(Object.entries(metadata).filter(isEncoded)) : undefined;
}

/** Rows written by other software may hold more: null, sparse vectors, lists of numbers. */
function isEncoded(entry: readonly [string, unknown]): entry is [string, EncodedValue] {
  const value = entry[1];
  return Array.isArray(value)
    ? value.every((each) => typeof each === 'string')
    : ['string', 'number', 'boolean'].includes(typeof value);
}
