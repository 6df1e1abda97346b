import type { ImageSource } from '../media/pixels.ts';
import type { Filter } from '../store/filter.ts';
import type { Metadata, Modality } from '../store/item.ts';
import type { AbortOptions } from '../core/abort.ts';

/**
 * What to look for: words, a picture, a stored item (`item`: "similar to this"), or words and a picture together.
 * `weight` says how much the words count against the picture, 0 to 1 (default 0.5).
 */
export type Query =
  | { readonly text: string; readonly image?: never; readonly item?: never }
  | { readonly image: ImageSource; readonly text?: string; readonly weight?: number; readonly item?: never }
  | { readonly item: string; readonly text?: string; readonly weight?: number; readonly image?: never };

/** Options of a search. */
export interface SearchOptions extends AbortOptions {
  /** @defaultValue 20 */
  readonly limit?: number;
  readonly filter?: Filter | undefined;
  /**
   * What is looked for. Cosines of pictures and of texts lie on different scales, so one search gives one of them.
   *
   * @defaultValue 'image'
   */
  readonly modality?: 'image' | 'text';
  /** Drops hits of lower relevance, 0 to 1. @defaultValue 0 */
  readonly minRelevance?: number;
  /** Whether hits carry their thumbnail. @defaultValue true */
  readonly thumbnails?: boolean;
  /**
   * Has the `top` best hits read against the words by the matching model (image-text matching) and orders them anew by
   * its probability: slower, finer. Needs a query with a `text`.
   */
  readonly rerank?: { readonly top: number } | undefined;
}

/** An item of a library. */
export interface LibraryItem {
  readonly id: string;
  readonly modality: Modality;
  /**
   * `name`, `type`, `bytes`, `width`, `height`, `modifiedAt` of the file, `folder` where known, and what was given;
   * of a text its `text`, and what was given.
   */
  readonly metadata: Metadata;
  /** Milliseconds since 1970. */
  readonly addedAt: number;
  readonly thumbnail?: Blob;
}

/** A found item. */
export interface Hit extends LibraryItem {
  /** Cosine similarity, -1 to 1. */
  readonly score: number;
  /** Probability-like, 0 to 1, calibrated per model. */
  readonly relevance: number;
  /** Probability that words and picture belong together, 0 to 1, of hits that were ranked again. */
  readonly match?: number;
}
