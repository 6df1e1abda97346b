import type { AbortOptions } from '../core/async/abort.ts';
import { decodeImage } from '../media/image/decode-image.ts';
import { contentOf, type ImageContent } from '../media/content/image-content.ts';
import type { ImageSpec } from '../media/tensor/image-spec.ts';
import type { ImageSource, Pixels } from '../media/image/pixels.ts';
import type { Metadata } from '../store/contract/item.ts';
import { loadMetadata } from '../media/metadata/load-metadata.ts';
import { makeThumbnail } from '../media/image/thumbnail.ts';
import { fitToSpec } from '../media/tensor/to-tensor.ts';
import { cropPixels } from '../media/image/crop-pixels.ts';
import { panoramaSquares } from '../sample/panorama-squares.ts';
import { toPixelBox, type Region } from '../sample/region.ts';

/** A picture file, decoded and fitted to a model. */
export interface ReadImage {
  /** Exactly `spec.size`. */
  readonly pixels: Pixels;
  /** Size of the picture itself. */
  readonly width: number;
  readonly height: number;
  readonly thumbnail: { readonly type: string; readonly bytes: ArrayBuffer } | undefined;
  /** Squares of a panorama, each exactly `spec.size`; only where they were asked for. */
  readonly squares?: readonly { readonly region: Region; readonly pixels: Pixels }[];
  /** Only where it was asked for. */
  readonly content?: ImageContent;
  /** What the file says about itself, and how it was read: `incomplete`, `preview`. */
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
  /** Whether to find out what kind of picture it is. @defaultValue false */
  readonly content?: boolean;
  /** Address of `assets/image-metadata.js`, where what the file says about itself is wanted. */
  readonly metadataUrl?: string;
}

/** Decodes a picture, fits it to what the model wants and makes its thumbnail, from one decode. */
export async function readImage(
  source: ImageSource,
  spec: ImageSpec,
  { name, thumbnail, region, squares = false, content = false, metadataUrl, signal }: ReadImageOptions,
): Promise<ReadImage> {
  const [width, height] = spec.size;
  const side = Math.max(width, height, spec.edge ?? 0, thumbnail === false ? 0 : thumbnail);
  const minSize = [Math.ceil(side / (region?.width ?? 1)), Math.ceil(side / (region?.height ?? 1))] as const;
  const image = await decodeImage(source, { minSize, signal, ...(name === undefined ? {} : { name }) });
  const metadata =
    metadataUrl === undefined || !(source instanceof Blob) ? undefined : await loadMetadata(source, metadataUrl);
  return {
    pixels: fitToSpec(region === undefined ? image.pixels : cropRegion(image.pixels, region), spec),
    width: image.width,
    height: image.height,
    ...(squares ? { squares: readSquares(image, spec) } : {}),
    ...(content ? { content: contentOf(image.pixels) } : {}),
    thumbnail: thumbnail === false ? undefined : await makeThumbnail(image, source, thumbnail),
    metadata: metadata && {
      ...(metadata as Metadata), // an interface, which has no index signature
      ...(image.incomplete === true ? { incomplete: true } : {}),
      ...(image.preview === true ? { preview: 'embedded' } : {}),
    },
  };
}

function readSquares(
  { pixels, width, height }: { readonly pixels: Pixels; readonly width: number; readonly height: number },
  spec: ImageSpec,
): readonly { readonly region: Region; readonly pixels: Pixels }[] {
  return panoramaSquares(width, height).map((region) => ({
    region,
    pixels: fitToSpec(cropRegion(pixels, region), spec),
  }));
}

function cropRegion(pixels: Pixels, region: Region): Pixels {
  return cropPixels(pixels, toPixelBox(region, pixels));
}
