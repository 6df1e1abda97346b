import type { Metadata } from '../store/contract/item.ts';
import type { ImageInput } from './image-input.ts';
import type { AudioPart, CustomPart, GivenEmbedding, ImagePart, TextPart, VideoPart } from './part.ts';

/** One piece of content. An image may be anything that a page can draw or decode. */
export type Part = TextPart | ImagePart<ImageInput> | AudioPart | VideoPart | CustomPart;

/**
 * Content of one library item: at least one part, with metadata. In the short form, parts are taken in the order
 * `image`, `video`, `audio`, `text`; the first one is the item's main part.
 */
export type Sample =
  | {
      readonly image?: ImageInput | undefined;
      readonly video?: Blob | undefined;
      readonly audio?: Blob | undefined;
      readonly text?: string | undefined;
      readonly metadata?: Metadata | undefined;
      readonly parts?: never;
    }
  | { readonly parts: readonly Part[]; readonly metadata?: Metadata | undefined };

/** A file with a name and metadata of the caller's. */
export interface NamedInput {
  readonly file: Blob;
  /** @defaultValue the file's own name */
  readonly name?: string | undefined;
  readonly metadata?: Metadata | undefined;
  /** Of the file, computed earlier. A library of its space stores it without running the model; another one ignores it. */
  readonly embedding?: GivenEmbedding | undefined;
}

/** An item of a library. */
export interface ItemRef {
  /** Id of the item. */
  readonly item: string;
  /** Name of its library. @defaultValue the open libraries, in the order in which they were opened */
  readonly library?: string | undefined;
}

/** Content of one item. A string is a text. */
export type ItemInput = string | ImageInput | Part | Sample | NamedInput;

/** Content that a call accepts. */
export type Input = ItemInput | readonly Part[] | ItemRef;

/** Content in one shape: at least one part. */
export interface ParsedSample {
  readonly parts: readonly Part[];
  readonly metadata: Metadata | undefined;
  /** Name that the caller gave, of a {@link NamedInput}. */
  readonly name: string | undefined;
  /** Embedding of the only part, of a {@link NamedInput}. */
  readonly embedding?: GivenEmbedding | undefined;
}
