import type { PartPlace } from '../../sample/part.ts';

/** Modality of an item or a part. */
export type Modality = 'image' | 'text' | 'audio' | 'video' | `custom:${string}`;

/**
 * Embedding space of a modality that the store's own model does not embed. Rows of several such spaces are kept next to
 * those of the model; only rows of one space are compared.
 */
export interface ModalitySpace {
  /** Encoder and its version. */
  readonly model: string;
  readonly dims: number;
}

/** One value of an item's metadata. Dates are stored as dates. */
export type MetadataValue = string | number | boolean | Date | readonly string[];

/** Facts about an item that filters can test. */
export type Metadata = Readonly<Record<string, MetadataValue>>;

/** Fields of metadata to set; `undefined` removes a field. */
export type MetadataChange = Readonly<Record<string, MetadataValue | undefined>>;

/** A small preview image of an item, as encoded bytes with their media type. */
export interface StoredThumbnail {
  readonly type: string;
  readonly bytes: ArrayBuffer;
}

/** A row to add. `M` is its metadata: the fields of the store's schema, or anything. */
export interface NewRow<M = Metadata> {
  /** Key of the row. @defaultValue a random id of 16 characters */
  readonly id?: string | undefined;
  /** `dims` numbers; normalised to unit length if the metric is `cosine`. */
  readonly vector: Float32Array | readonly number[];
  /** @defaultValue none */
  readonly metadata?: M | undefined;
  /** @defaultValue 'image' */
  readonly modality?: Modality | undefined;
  /** Stored next to the row; read it with `thumbnails`. */
  readonly thumbnail?: StoredThumbnail | undefined;
}

/** A vector, in the store's own space unless another is named. */
interface SpacedVector {
  /** Space of the vector. @defaultValue that of the store's model */
  readonly space?: ModalitySpace | undefined;
}

/** A further part of an item: embedded by itself, stored and deleted together with the item's row. */
export interface NewPart extends SpacedVector {
  readonly place: PartPlace;
  readonly modality: Modality;
  readonly vector: NewRow['vector'];
}

/** A row with the further parts of its item. */
export interface NewItem extends NewRow, SpacedVector {
  /** Place of the row's own part. @defaultValue all of the item's content of that modality */
  readonly place?: PartPlace | undefined;
  /** At most {@link mostParts}, each with a place of its own. */
  readonly parts?: readonly NewPart[] | undefined;
}

/** Most further parts of one item. */
export const mostParts = 3_000;

/** Fields of a row that `include` can name, besides its id. */
export interface RowFields<M = Metadata> {
  readonly metadata: M;
  /**
   * Stored vector: within a relative error of 2e-5 of the one added, exact with `keepFloat32`. Zeros for a row of a
   * library that has not been embedded again yet.
   */
  readonly vector: Float32Array<ArrayBuffer>;
  readonly modality: Modality;
  /** Milliseconds since 1970. */
  readonly addedAt: number;
}

/** Names for `include`. */
export type RowField = keyof RowFields;

/** A stored row with the included fields. */
export type Row<M = Metadata, F extends RowField = 'metadata'> = { readonly id: string } & Pick<RowFields<M>, F>;

/** A row with its score; higher is nearer. */
export type ScoredRow<M = Metadata, F extends RowField = 'metadata'> = Row<M, F> & { readonly score: number };

/** An item with the score of its best part. */
export type ScoredItem<F extends RowField = 'metadata'> = ScoredRow<Metadata, F> & {
  /** The part that scored best; undefined for all of the item's content of the row's modality. */
  readonly place: PartPlace | undefined;
  readonly partModality: Modality;
};
