import type { Condition } from './condition.ts';
import type { EncodedMetadata } from './rows/encode-metadata.ts';

/** A row as it goes to a server. */
export interface OutgoingRow {
  readonly id: string;
  readonly vector: Float32Array;
  readonly record: EncodedMetadata;
  /** A `data:` address. */
  readonly thumbnail: string | undefined;
}

/** A row as it comes from a server; without what was not asked for. */
export interface IncomingRow {
  readonly id: string;
  readonly vector?: Float32Array | undefined;
  readonly record?: EncodedMetadata | undefined;
  readonly thumbnail?: string | undefined;
}

/** An incoming row and how close it is to the query. */
export interface IncomingHit extends IncomingRow {
  /** As the local store defines it for the metric. */
  readonly score: number;
}

/** What an answer holds beside the ids. */
export interface Wanted {
  readonly vectors?: boolean;
  readonly records?: boolean;
  readonly thumbnails?: boolean;
}

/** The next rows of a collection, and where the ones after them begin; undefined at its end. */
export interface Page {
  readonly rows: readonly IncomingRow[];
  readonly next: string | undefined;
}

/** One collection on a server: what {@link RemoteStore} needs of an engine. Every call may be made twice without harm. */
export interface RemoteEngine {
  /** Address of the server, for messages. */
  readonly url: string;
  /** The most rows of a write. */
  readonly maxBatchRows: number;
  /** Adds rows whose ids were not there. */
  insert(rows: readonly OutgoingRow[], signal?: AbortSignal): Promise<void>;
  /** Replaces rows; `before` holds what each was. */
  replace(rows: readonly OutgoingRow[], before: readonly IncomingRow[], signal?: AbortSignal): Promise<void>;
  /** Those of the rows that are there, in any order. */
  fetch(ids: readonly string[], wanted: Wanted, signal?: AbortSignal): Promise<readonly IncomingRow[]>;
  /** Rows that pass, from `from` on, in an order of the server's own. */
  page(condition: ServerCondition, options: PageOptions): Promise<Page>;
  /** The rows closest to each of the vectors. */
  query(vectors: readonly Float32Array[], condition: ServerCondition, options: QueryOptions): Promise<Hits>;
  count(condition: ServerCondition, signal?: AbortSignal): Promise<number>;
  remove(ids: readonly string[], signal?: AbortSignal): Promise<void>;
  /** Deletes the collection. */
  drop(signal?: AbortSignal): Promise<void>;
}

/** A condition that the server has to test; undefined where all rows pass. */
export type ServerCondition = Exclude<Condition, boolean> | undefined;

/** The hits of each of several queries, best first. */
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
