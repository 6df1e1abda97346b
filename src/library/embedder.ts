import type { AbortOptions } from '../core/async/abort.ts';
import type { Priority } from '../core/async/lane.ts';
import type { LoadProgress, OnProgress } from '../core/progress.ts';
import type { ImageSource, Pixels } from '../media/image/pixels.ts';
import type { Region } from '../sample/region.ts';
import type { Metadata, StoredThumbnail } from '../store/contract/item.ts';

/** Options of an embedding call. */
export interface EmbedderOptions extends AbortOptions {
  readonly priority?: Priority | undefined;
  readonly onProgress?: OnProgress<LoadProgress> | undefined;
}

/** What a library needs of an embedding model; the worker hands one in. */
export interface Embedder {
  readonly info: {
    /** Identifies the embedding space: vectors of another one do not compare. */
    readonly space: string;
    readonly dims: number;
    /** Probability that a text and an image belong together: `sigmoid(weight * cosine + bias)`. */
    readonly relevance: Relevance;
    /** Of the name of a thing. @defaultValue `relevance` */
    readonly nounRelevance?: Relevance | undefined;
    /** Of a phrase. @defaultValue `relevance` */
    readonly phraseRelevance?: Relevance | undefined;
    /** Whether `relevance` was measured; else it is learnt from what a library holds. @defaultValue true */
    readonly isCalibrated?: boolean;
    /** Language (`en`, `zh`) to sentences with `{}` where the name of a thing goes. @defaultValue the name alone */
    readonly queryTemplates?: Readonly<Record<string, readonly string[]>>;
  };
  /** Images as an {@link ImageReader} of the same model gives them. */
  embedImages(images: readonly Pixels[], options?: EmbedderOptions): Promise<readonly Float32Array[]>;
  embedTexts(texts: readonly string[], options?: EmbedderOptions): Promise<readonly Float32Array[]>;
  /** Which words the model's tokenizer has pieces for. @defaultValue all of them */
  readWords?(words: readonly string[], options?: EmbedderOptions): Promise<Readability>;
}

/** Words of a text that a model can read, and those that it cannot. */
interface Readability {
  readonly known: readonly string[];
  readonly unknown: readonly string[];
}

interface Relevance {
  readonly weight: number;
  readonly bias: number;
}

/** Options of {@link ImageReader.read}. */
interface ReadOptions extends AbortOptions {
  readonly name?: string;
  /** Longest side of the thumbnail in pixels; `false` makes none. */
  readonly thumbnail: number | false;
  /** Part of the image that `pixels` are to show. @defaultValue all of it */
  readonly region?: Region | undefined;
  /** Whether a panorama is also given in squares, see `panoramaSquares`. @defaultValue false */
  readonly squares?: boolean;
  /** Whether to read what the file says about itself (EXIF, IPTC, XMP). @defaultValue false */
  readonly metadata?: boolean;
}

/** A square of a panorama, fitted to the model. */
interface ReadSquare {
  readonly region: Region;
  readonly pixels: Pixels;
}

/** An image, decoded and fitted to the model. */
export interface ReadResult {
  readonly pixels: Pixels;
  /** Size of the image itself. */
  readonly width: number;
  readonly height: number;
  readonly thumbnail: StoredThumbnail | undefined;
  /** Of a panorama, where they were asked for. */
  readonly squares?: readonly ReadSquare[] | undefined;
  /** What the file says about itself, and how it was read (`incomplete`, `preview`). */
  readonly metadata?: Metadata | undefined;
}

/** Reads image files; the worker hands one in. */
export interface ImageReader {
  /**
   * Looks at the first bytes of a file.
   *
   * @throws OnsightError `image-unreadable`, `unsupported-media` for what cannot be an image that is decoded here
   */
  check(file: Blob, name: string): Promise<unknown>;
  /** SHA-256 of the content, hex: of a file its bytes, of anything else its pixels. */
  hash(source: ImageSource): Promise<string>;
  /** @throws OnsightError `image-unreadable`, `unsupported-media` */
  read(source: ImageSource, options: ReadOptions): Promise<ReadResult>;
  /** The pixels of a whole image, not fitted; no side is reduced below `minSide`. @throws as `read` */
  decode(file: Blob, minSide: number, options: AbortOptions): Promise<Pixels>;
}

/** Reads an image against words; the worker hands one in. */
export interface Matcher {
  /** Probability that they belong together, 0 to 1. */
  match(image: Blob, text: string, options: AbortOptions): Promise<number>;
}
