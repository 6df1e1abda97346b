import type { ImageSource } from '../media/image/pixels.ts';
import type { Region } from './region.ts';
import type { TimeRange } from './time-range.ts';

/** A text. */
export interface TextPart {
  readonly kind: 'text';
  readonly text: string;
}

/** An image, or a region of one. */
export interface ImagePart<Source = ImageSource> {
  readonly kind: 'image';
  readonly source: Source;
  /** @defaultValue the whole image */
  readonly region?: Region | undefined;
}

/** A sound file, or a time range of one. */
export interface AudioPart {
  readonly kind: 'audio';
  readonly source: Blob;
  /** @defaultValue all of it */
  readonly range?: TimeRange | undefined;
}

/** A video file, or a time range of one. */
export interface VideoPart {
  readonly kind: 'video';
  readonly source: Blob;
  /** @defaultValue all of it */
  readonly range?: TimeRange | undefined;
}

/** A part of a modality that is not built in: `kind` is `custom:` and the name of the modality. */
export interface CustomPart {
  readonly kind: `custom:${string}`;
  /** Whatever the reader of that modality takes; must be structured-cloneable. */
  readonly source: unknown;
}

/** One piece of content whose images can cross to a worker. */
export type ReadablePart = TextPart | ImagePart | AudioPart | VideoPart | CustomPart;

/** Place of a part in its item, as stored and as hits name it: a part without its content. */
export type PartPlace = (
  | { readonly kind: 'text' }
  | { readonly kind: 'image'; readonly region?: Region | undefined }
  | { readonly kind: 'audio' | 'video'; readonly range?: TimeRange | undefined }
  | { readonly kind: `custom:${string}` }
) & {
  /** Number among the item's parts of this kind. @defaultValue 0 */
  readonly index?: number | undefined;
};

/** An image that can cross to a worker, or an item and the libraries that may have it. */
export type ImageRef =
  { readonly image: ImageSource } | { readonly item: string; readonly libraries: readonly string[] };

/** Embedding of a part, computed earlier. */
export interface GivenEmbedding {
  /** Embedding space: `onsight.model.space` of the model that computed it. */
  readonly space: string;
  readonly vector: Float32Array;
}
