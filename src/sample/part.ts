import type { ImageSource } from '../media/image/pixels.ts';
import type { Metadata, ModalitySpace } from '../store/contract/item.ts';
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
  /** Whatever the reader of that modality takes. */
  readonly source: unknown;
}

/** Vector of a custom part, made on the page by the encoder of its modality. */
export interface CustomVector {
  readonly kind: CustomPart['kind'];
  readonly space: ModalitySpace;
  /** `space.dims` finite numbers. */
  readonly vector: Float32Array;
}

/** A custom part that was read on the page. */
export interface EmbeddedPart extends CustomVector {
  /** Equal for equal content; the file itself if the source is one. */
  readonly key: Blob;
  readonly metadata: Metadata;
}

/** A custom part that its modality could not read. */
export interface UnreadablePart {
  readonly kind: CustomPart['kind'];
  readonly reason: string;
}

/** One piece of content that can cross to a worker. */
export type ReadablePart = TextPart | ImagePart | AudioPart | VideoPart | EmbeddedPart | UnreadablePart;

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

/** A sound that can cross to a worker. */
export interface AudioRef {
  readonly source: Blob;
  /** For messages. */
  readonly name: string;
  readonly range?: TimeRange | undefined;
}

/** Embedding of a part, computed earlier. */
export interface GivenEmbedding {
  /** Embedding space: `onsight.model.space` of the model that computed it. */
  readonly space: string;
  readonly vector: Float32Array;
}
