import type { ImageSource } from '../../media/image/pixels.ts';
import type { Filter } from '../../store/contract/filter.ts';
import type { Metadata, MetadataValue, Modality } from '../../store/contract/item.ts';
import type { AbortOptions } from '../../core/async/abort.ts';
import type { CustomVector, PartPlace } from '../../sample/part.ts';
import type { Highlight } from '../words/highlights.ts';
import type { ExampleWeights } from './rocchio.ts';

/**
 * What to look for: words, an image, a stored item (`item`: "similar to this"), or words and an image together.
 * `weight` says how much the words count against the image, 0 to 1 (default 0.5). Or by examples: "more like these
 * (ids), less like those", with or without words; `unlike: [{ text }]` keeps away what shows it.
 */
export type Query =
  | ({ readonly text: string; readonly image?: never; readonly item?: never } & NoExamples)
  | ({
      readonly image: ImageSource;
      readonly text?: string;
      readonly weight?: number;
      readonly item?: never;
    } & NoExamples)
  | ({ readonly item: string; readonly text?: string; readonly weight?: number; readonly image?: never } & NoExamples)
  | ({ readonly text?: string; readonly image?: never; readonly item?: never } & Examples)
  | CustomQuery;

/** Content of a modality that is not built in, embedded on the page. */
interface CustomQuery {
  readonly custom: CustomVector;
  readonly text?: never;
  readonly image?: never;
  readonly item?: never;
  readonly like?: never;
  readonly unlike?: never;
}

/** A text that hits should not show. */
export interface UnlikeText {
  readonly text: string;
}

/** Items that say what is looked for. */
interface Examples {
  readonly like?: readonly string[];
  /** Ids, or texts that hits should not show. */
  readonly unlike?: readonly (string | UnlikeText)[];
  readonly weights?: ExampleWeights;
  readonly custom?: never;
}

interface NoExamples {
  readonly custom?: never;
  readonly like?: never;
  readonly unlike?: readonly UnlikeText[];
}

/** A hit that was shown already. */
export type ShownHit = Pick<Hit, 'id'> & Partial<Pick<Hit, 'metadata'>>;

/** How hits are put together. */
export interface GroupBy {
  /** Name of the metadata field. */
  readonly field: string;
  /** How many hits of each group come with it, the best one among them. @defaultValue 0 */
  readonly members?: number;
}

/** A modality that can be searched. */
export type SearchedModality = 'image' | 'text' | `custom:${string}`;

/** Options of a search. */
export interface SearchOptions extends AbortOptions {
  /** @defaultValue 20 */
  readonly limit?: number;
  readonly filter?: Filter | undefined;
  /**
   * Modalities of the parts to look for. Cosines of each lie on a scale of their own, so hits of several are merged by
   * `relevance`, or by the z-score of each within its modality if one of them has no `relevance`; an item comes once,
   * with its best part. Not for content of a custom modality, which is compared with parts of that modality only.
   *
   * @defaultValue all that the library holds
   */
  readonly modalities?: readonly ('image' | 'text')[] | undefined;
  /** Alias of `modalities: [modality]` until 1.0. */
  readonly modality?: 'image' | 'text' | undefined;
  /** Drops hits of lower relevance, 0 to 1, and above 0 those without one. @defaultValue 0 */
  readonly minRelevance?: number;
  /** Whether hits carry their thumbnail. @defaultValue true */
  readonly thumbnails?: boolean;
  /**
   * Has the `top` best hits read against the words by the matching model (image-text matching) and orders them anew by
   * its probability: slower, finer. Needs a query with a `text`.
   */
  readonly rerank?: { readonly top: number } | undefined;
  /**
   * Whether the query's `text` is also looked for, as words, in captions, texts, titles, descriptions, keywords, names,
   * folders and cameras. What holds the words has a higher `relevance`, and says which in `words` and `highlights`.
   *
   * With them an item that holds the words of a text in `unlike` is less relevant.
   *
   * @defaultValue true for a query of a `text` alone, or beside texts in `unlike`
   */
  readonly words?: boolean | undefined;
  /** Gives the best hit of each value of a metadata field; hits without the field stand for themselves. */
  readonly groupBy?: string | GroupBy | undefined;
  /** How much hits should differ from each other, 0 to 1 (maximal marginal relevance). @defaultValue 0 */
  readonly diversity?: number | undefined;
  /** The hits of the pages before: none of them comes again, nor one of their groups. */
  readonly after?: readonly ShownHit[] | undefined;
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
  /**
   * Probability-like, 0 to 1, calibrated per model; raised where the item holds the words of the query. Hits are in the
   * order of it, unless they were ranked again or varied. Missing if the scale of the cosines is not known: for a model
   * without calibration that has no image to learn from, and a modality of which fewer than 8 parts are stored.
   */
  readonly relevance?: number;
  /** The part of the item that matched best: `{ kind: 'image', region }`, `{ kind: 'text' }`, `{ kind: 'custom:sensor' }`, … */
  readonly part: PartPlace;
  /** Probability that words and image belong together, 0 to 1, of hits that were ranked again. */
  readonly match?: number;
  /** Words of the query that its metadata hold, in lower case, without accents and plural s. */
  readonly words?: readonly string[];
  /** Where they stand in its metadata. */
  readonly highlights?: readonly Highlight[];
  /** With `groupBy`: what this hit is the best of. */
  readonly group?: HitGroup;
}

/** The hits that a hit stands for. */
export interface HitGroup {
  /** Value of the field; undefined for a hit that does not have it. */
  readonly value: MetadataValue | undefined;
  /** Items with this value that the filter lets through, of any relevance. */
  readonly size: number;
  /** The best of them by score, as many as were asked for. */
  readonly members: readonly Hit[];
}
