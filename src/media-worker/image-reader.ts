import type { AbortOptions } from '../core/async/abort.ts';
import type { ImageContent } from '../media/content/image-content.ts';
import type { Pixels } from '../media/image/pixels.ts';
import type { Metadata } from '../store/contract/item.ts';
import type { Region } from '../sample/region.ts';

/** An image file, decoded and fitted to a model. */
export interface ReadImage {
  /** Exactly `spec.size`. */
  readonly pixels: Pixels;
  /** Size of the image itself. */
  readonly width: number;
  readonly height: number;
  readonly thumbnail: { readonly type: string; readonly bytes: ArrayBuffer } | undefined;
  /** Squares of a panorama, each exactly `spec.size`; only if requested. */
  readonly squares?: readonly { readonly region: Region; readonly pixels: Pixels }[];
  /** Only if requested. */
  readonly content?: ImageContent;
  /** Metadata of the file, and how it was read: `incomplete`, `preview`. */
  readonly metadata: Metadata | undefined;
}

/** Options of {@link readImage}. */
export interface ReadImageOptions extends AbortOptions {
  readonly name?: string;
  /** Longest side of the thumbnail; `false` makes none. */
  readonly thumbnail: number | false;
  /** Part of the image that `pixels` show. @defaultValue all of it */
  readonly region?: Region | undefined;
  /** Whether to read the squares of a panorama as well, see `panoramaSquares`. @defaultValue false */
  readonly squares?: boolean;
  /** Whether to determine the kind of image. @defaultValue false */
  readonly content?: boolean;
  /** Address of `assets/image-metadata.js`, if the file's metadata is requested. */
  readonly metadataUrl?: string;
}
