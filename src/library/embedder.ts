import type { AbortOptions } from '../core/async/abort.ts';
import type { Priority } from '../core/async/lane.ts';
import type { LoadProgress, OnProgress } from '../core/progress.ts';
import type { ImageSource, Pixels } from '../media/image/pixels.ts';
import type { SoundFacts } from '../media/audio/read-windows.ts';
import type { TimeRange } from '../sample/time-range.ts';
import type { Region } from '../sample/region.ts';
import type { Metadata, StoredThumbnail } from '../store/contract/item.ts';

/** Options of an embedding call. */
export interface EmbedderOptions extends AbortOptions {
  readonly priority?: Priority | undefined;
  readonly onProgress?: OnProgress<LoadProgress> | undefined;
}

/** Embedding model of a library, provided by the worker. */
export interface Embedder {
  readonly info: {
    /** Identifies the embedding space: vectors of different spaces are not comparable. */
    readonly space: string;
    readonly dims: number;
    /** Probability that a text and an image belong together: `sigmoid(weight * cosine + bias)`. */
    readonly relevance: Relevance;
    /** For the name of a thing. @defaultValue `relevance` */
    readonly nounRelevance?: Relevance | undefined;
    /** For a phrase. @defaultValue `relevance` */
    readonly phraseRelevance?: Relevance | undefined;
    /** For other pairs of modalities, such as `text-audio`; absent if it was not measured. */
    readonly pairRelevance?: Readonly<Record<string, Relevance>> | undefined;
    /** Whether `relevance` was measured; otherwise it is estimated from the library's contents. @defaultValue true */
    readonly isCalibrated?: boolean;
    /** Language (`en`, `zh`) to sentences with `{}` where the name of a thing goes. @defaultValue the name alone */
    readonly queryTemplates?: Readonly<Record<string, readonly string[]>>;
  };
  /** `images` come from an {@link ImageReader} of the same model. */
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
  /** Region of the image that `pixels` show. @defaultValue all of it */
  readonly region?: Region | undefined;
  /** Whether a panorama is also returned as squares, see `panoramaSquares`. @defaultValue false */
  readonly squares?: boolean;
  /** Whether to read the file's metadata (EXIF, IPTC, XMP). @defaultValue false */
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
  /** Squares of a panorama, if requested. */
  readonly squares?: readonly ReadSquare[] | undefined;
  /** Metadata of the file, and how it was read (`incomplete`, `preview`). */
  readonly metadata?: Metadata | undefined;
}

/** Reads image files. Provided by the worker. */
export interface ImageReader {
  /**
   * Checks the first bytes of a file.
   *
   * @throws OnsightError `image-unreadable`, `unsupported-media` if it is not an image that can be decoded here
   */
  check(file: Blob, name: string): Promise<unknown>;
  /** Kind of part that a file is, by its first bytes; an image if unknown. @throws nothing: unreadable files are images */
  kindOf(file: Blob): Promise<'image' | 'audio' | 'video'>;
  /** Hex SHA-256 of the content: the bytes of a file, the pixels of anything else. */
  hash(source: ImageSource): Promise<string>;
  /** @throws OnsightError `image-unreadable`, `unsupported-media` */
  read(source: ImageSource, options: ReadOptions): Promise<ReadResult>;
  /** The pixels of a whole image, not fitted; no side is reduced below `minSide`. @throws as `read` */
  decode(file: Blob, minSide: number, options: AbortOptions): Promise<Pixels>;
}

/** Reads and embeds sound files. Provided by the worker. */
export interface AudioReader {
  /**
   * @returns the sound as a whole and its moments, at most 400, in the space of the library's model
   * @throws OnsightError `media-unreadable`, `unsupported-media`; `unsupported-model` if the model embeds no sound
   */
  read(
    source: Blob,
    options: AbortOptions & { readonly name: string; readonly range?: TimeRange | undefined },
  ): Promise<ReadSound>;
}

/** A sound in the space of a library's model. */
export interface ReadSound {
  readonly vector: Float32Array;
  readonly moments: readonly (TimeRange & { readonly vector: Float32Array })[];
  /** Names of what is clearly heard, best first. */
  readonly tags: readonly string[];
  /** Length and loudness over time, and whether it is damaged after that. */
  readonly facts?: SoundFacts | undefined;
}

/** Reads and embeds the frames of video files. Provided by the worker. */
export interface VideoReader {
  /**
   * @returns frames in the order of time, at least one and at most 1,000, in the space of the library's model
   * @throws OnsightError `media-unreadable`, `unsupported-media`
   */
  read(
    source: Blob,
    options: AbortOptions & {
      readonly name: string;
      readonly range?: TimeRange | undefined;
      /** Longest side of the thumbnail in pixels; `false` makes none. */
      readonly thumbnail: number | false;
      /** Called with the share of the video that is done, below 1. */
      readonly onRead?: ((share: number) => void) | undefined;
    },
  ): Promise<ReadVideo>;
}

/** A video in the space of a library's model. */
interface ReadVideo {
  /** Each for a stretch that begins and ends with a cut, or after some seconds of a long shot. */
  readonly frames: readonly (TimeRange & { readonly vector: Float32Array })[];
  /** Index of the frame that stands for the video; `thumbnail` shows it. */
  readonly main: number;
  readonly thumbnail: StoredThumbnail | undefined;
  /** `width`, `height`, `durationS`, and what else is known: `takenAt`, `incomplete`, `hdr`. */
  readonly metadata: Metadata;
}

/** Matches an image with words. Provided by the worker. */
export interface Matcher {
  /** Probability that they belong together, 0 to 1. */
  match(image: Blob, text: string, options: AbortOptions): Promise<number>;
}
