import type { ImageSource } from '../../media/image/pixels.ts';
import type { Filter } from '../../store/contract/filter.ts';
import type { Metadata, MetadataValue, Modality } from '../../store/contract/item.ts';
import type { AbortOptions } from '../../core/async/abort.ts';
import type { CustomVector, PartPlace } from '../../sample/part.ts';
import type { PlacedLine } from '../../sample/placed-line.ts';
import type { Highlight } from '../words/highlights.ts';
import type { ExampleWeights } from './rocchio.ts';

/**
 * A query: text, an image, a stored item (`item`: "similar to this"), or text and an image together. `weight` is the
 * weight of the text against the image, 0 to 1 (default 0.5). Or examples: "more like these (ids), less like those",
 * with or without text; `unlike: [{ text }]` excludes what shows it.
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

/** Example items. */
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

/** A hit of an earlier page. */
export type ShownHit = Pick<Hit, 'id'> & Partial<Pick<Hit, 'metadata'>>;

/** Grouping of hits. */
export interface GroupBy {
  /** Name of the metadata field. */
  readonly field: string;
  /** Number of hits returned per group, the best included. @defaultValue 0 */
  readonly members?: number;
}

/** A modality that can be searched. */
export type SearchedModality = 'image' | 'text' | 'audio' | 'video' | `custom:${string}`;

/** Options of a search. */
export interface SearchOptions extends AbortOptions {
  /** @defaultValue 20 */
  readonly limit?: number;
  readonly filter?: Filter | undefined;
  /**
   * Modalities of the parts to search. Cosines of each modality have their own scale, so hits of several are merged by
   * `relevance`, or by z-score within each modality if one has no `relevance`; an item is returned once, with its best
   * part. Not for content of a custom modality, which is compared with parts of that modality only.
   *
   * @defaultValue all that the library holds
   */
  readonly modalities?: readonly ('image' | 'text' | 'audio' | 'video')[] | undefined;
  /** Alias of `modalities: [modality]` until 1.0. */
  readonly modality?: 'image' | 'text' | 'audio' | 'video' | undefined;
  /** Drops hits of lower relevance, 0 to 1, and above 0 those without one. @defaultValue 0 */
  readonly minRelevance?: number;
  /** Whether hits carry their thumbnail. @defaultValue true */
  readonly thumbnails?: boolean;
  /**
   * Matches the `top` best hits with the text by the matching model (image-text matching) and orders them by its
   * probability: slower, more precise. Needs a query with a `text`.
   */
  readonly rerank?: { readonly top: number } | undefined;
  /**
   * Whether the words of the query's `text` are also searched in captions, texts, lines read in images and said in
   * sounds, titles, descriptions, keywords, names, folders and cameras. Of a text with "quoted phrases" only items count
   * that contain each phrase in one line. Items that contain them have a higher `relevance` and list them in `words` and
   * `highlights`.
   *
   * An item with the words of a text in `unlike` is then less relevant.
   *
   * @defaultValue true for a query of a `text` alone, or beside texts in `unlike`
   */
  readonly keywords?: boolean | undefined;
  /** Alias of `keywords` until 1.0. */
  readonly words?: boolean | undefined;
  /** Returns the best hit per value of a metadata field; hits without the field are not grouped. */
  readonly groupBy?: string | GroupBy | undefined;
  /** How much hits should differ from each other, 0 to 1 (maximal marginal relevance). @defaultValue 0 */
  readonly diversity?: number | undefined;
  /** Hits of earlier pages: neither they nor their groups are returned again. */
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
   * Probability-like, 0 to 1, calibrated per model; raised if the item contains words of the query. Hits are sorted by
   * it, unless they were reranked or diversified. Missing if the scale of the cosines is not known: for a model without
   * calibration that has no image to learn from, and a modality of which fewer than 8 parts are stored.
   */
  readonly relevance?: number;
  /** The part of the item that matched best: `{ kind: 'image', region }`, `{ kind: 'text' }`, `{ kind: 'custom:sensor' }`, … */
  readonly part: PartPlace;
  /** Probability that text and image match, 0 to 1, of reranked hits. */
  readonly match?: number;
  /** Words of the query found in its metadata, in lower case, without accents and plural s. */
  readonly keywords?: readonly string[];
  /** Alias of `keywords` until 1.0. */
  readonly words?: readonly string[];
  /** Their places in its metadata. */
  readonly highlights?: readonly Highlight[];
  /**
   * Lines of text in the item (read in its image, said in its sound) that contain words of the query, best first, each
   * with its place. If they say more than its looks or sound, `part` is the place of the first.
   */
  readonly lines?: readonly PlacedLine[];
  /** With `groupBy`: the group that this hit represents. */
  readonly group?: HitGroup;
}

/** The group of a hit. */
export interface HitGroup {
  /** Value of the field; undefined for a hit that does not have it. */
  readonly value: MetadataValue | undefined;
  /** Number of items with this value that pass the filter, of any relevance. */
  readonly size: number;
  /** The best of them by score. */
  readonly members: readonly Hit[];
}
