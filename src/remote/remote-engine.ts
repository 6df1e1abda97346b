import type { Condition } from './condition.ts';
import type { EncodedMetadata } from './rows/encode-metadata.ts';

/** A row to send to a server. */
export interface OutgoingRow {
  readonly id: string;
  readonly vector: Float32Array;
  readonly record: EncodedMetadata;
  /** A `data:` address. */
  readonly thumbnail: string | undefined;
}

/** A row received from a server, with the requested fields. */
export interface IncomingRow {
  readonly id: string;
  readonly vector?: Float32Array | undefined;
  readonly record?: EncodedMetadata | undefined;
  readonly thumbnail?: string | undefined;
}

/** A received row and its score. */
export interface IncomingHit extends IncomingRow {
  /** As defined by the local store for the metric. */
  readonly score: number;
}

/** Fields to request besides the ids. */
export interface Wanted {
  readonly vectors?: boolean;
  readonly records?: boolean;
  readonly thumbnails?: boolean;
}

/** The next rows of a collection, and the start of the page after them; undefined at the end. */
export interface Page {
  readonly rows: readonly IncomingRow[];
  readonly next: string | undefined;
}

/** One collection on a server, as {@link RemoteStore} needs it. All calls are idempotent. */
export interface RemoteEngine {
  /** Address of the server, for messages. */
  readonly url: string;
  /** Most rows per write. */
  readonly maxBatchRows: number;
  /** Adds rows whose ids are not stored yet. */
  insert(rows: readonly OutgoingRow[], signal?: AbortSignal): Promise<void>;
  /** Replaces rows; `before` holds their former content. */
  replace(rows: readonly OutgoingRow[], before: readonly IncomingRow[], signal?: AbortSignal): Promise<void>;
  /** Returns those of the rows that are stored, in any order. */
  fetch(ids: readonly string[], wanted: Wanted, signal?: AbortSignal): Promise<readonly IncomingRow[]>;
  /** Returns matching rows from `from` on, in an order of the server's own. */
  page(condition: ServerCondition, options: PageOptions): Promise<Page>;
  /** Returns the rows nearest to each vector. */
  query(vectors: readonly Float32Array[], condition: ServerCondition, options: QueryOptions): Promise<Hits>;
  count(condition: ServerCondition, signal?: AbortSignal): Promise<number>;
  remove(ids: readonly string[], signal?: AbortSignal): Promise<void>;
  /** Deletes the collection. */
  drop(signal?: AbortSignal): Promise<void>;
}

/** Condition for the server to test; undefined if all rows match. */
export type ServerCondition = Exclude<Condition, boolean> | undefined;

/** Hits of each query, best first. */
export type Hits = readonly (readonly IncomingHit[])[];

/** Options of {@link RemoteEngine.page}. */
export interface PageOptions {
  readonly from: string | undefined;
  readonly limit: number;
  readonly wanted: Wanted;
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link RemoteEngine.query}. */
export interface QueryOptions {
  readonly limit: number;
  readonly wanted: Wanted;
  readonly signal?: AbortSignal | undefined;
}
