/** What an item is. */
export type Modality = 'image' | 'text' | 'sound' | 'video';

/** One value of an item's metadata. Dates are stored as dates. */
export type MetadataValue = string | number | boolean | Date | readonly string[];

/** Facts about an item that filters can ask for. */
export type Metadata = Readonly<Record<string, MetadataValue>>;

/** A small picture of an item, as encoded bytes with their media type. */
export interface StoredThumbnail {
  readonly type: string;
  readonly bytes: ArrayBuffer;
}

/** What {@link Store.add} takes. */
export interface NewItem {
  /** Key of the item. An id that is already there is left as it is and reported in `existing`. */
  readonly id: string;
  readonly modality: Modality;
  /** `dims` numbers; stored at unit length. */
  readonly vector: Float32Array;
  readonly metadata: Metadata;
  readonly thumbnail?: StoredThumbnail | undefined;
}

/** An item as it is stored, without its vector. */
export interface StoredItem {
  readonly id: string;
  readonly modality: Modality;
  readonly metadata: Metadata;
  /** Milliseconds since 1970. */
  readonly addedAt: number;
}

/** An item with its cosine similarity to the query, -1 to 1. */
export interface ScoredItem extends StoredItem {
  readonly score: number;
}
