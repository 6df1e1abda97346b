import type { AbortOptions } from '../../core/async/abort.ts';
import { OnsightError } from '../../core/errors.ts';
import type { Pixels } from '../../media/image/pixels.ts';
import type {
  AudioPart,
  EmbeddedPart,
  ImagePart,
  PartPlace,
  ReadablePart,
  TextPart,
  VideoPart,
} from '../../sample/part.ts';
import type { Metadata, NewPart, StoredThumbnail } from '../../store/contract/item.ts';
import type { TimeRange } from '../../sample/time-range.ts';
import type { AudioReader, ImageReader, ReadSound, VideoReader } from '../embedder.ts';
import { fileMetadata, imageMetadata, type NamedItem } from './named-item.ts';
import { readVideoPart } from './video-part.ts';

/** Content that a model embeds, and its place in the item; undefined for the whole first part of its kind. */
export type Embeddable = { readonly place: PartPlace | undefined } & (
  | { readonly modality: 'image'; readonly pixels: Pixels }
  | { readonly modality: 'text'; readonly text: string }
  | { readonly modality: 'audio' | 'video'; readonly vector: Float32Array; readonly space?: undefined }
  /** Of a modality whose encoder ran on the page. */
  | ({ readonly modality: EmbeddedPart['kind'] } & Pick<NewPart, 'vector' | 'space'>)
);

/** A part that was read: at least one content; the first is the part as a whole. */
export interface ReadPart {
  readonly contents: readonly [Embeddable, ...Embeddable[]];
  readonly metadata: Metadata;
  readonly thumbnail: StoredThumbnail | undefined;
}

/** Options of {@link PartReader.read}. */
interface ReadPartOptions extends AbortOptions {
  readonly item: NamedItem;
  /** Number of the part among those of its kind. */
  readonly index: number;
  readonly thumbnail: number | false;
  /** Called with the share of a long part that is done, below 1. */
  readonly onRead?: ((share: number) => void) | undefined;
}

/** Reads parts of one kind. Each modality has one; the rest of ingest is independent of kinds. */
interface PartReader<P extends ReadablePart> {
  /** Hash of the part's content, hex. @throws OnsightError for content that cannot be read */
  hash(part: P, name: string): Promise<string>;
  /** @throws OnsightError `image-unreadable`, `unsupported-media`, `media-unreadable` */
  read(part: P, options: ReadPartOptions): Promise<ReadPart>;
}

const textReader: Pick<PartReader<TextPart>, 'read'> = {
  read: ({ text }, { index }) => {
    const place = index === 0 ? undefined : ({ kind: 'text', index } as const);
    return Promise.resolve({ contents: [{ modality: 'text', text, place }], metadata: {}, thumbnail: undefined });
  },
};

/** Parts that the page has read and embedded. */
function createEmbeddedReader(images: ImageReader): PartReader<EmbeddedPart> {
  return {
    // Marked by its kind: a file with the same bytes is another item.
    hash: ({ kind, key }) => images.hash(new Blob([`${kind}\0`, key])),
    read: ({ kind, key, vector, space, metadata }, { item, index }) => {
      const place = index === 0 ? undefined : { kind, index };
      return Promise.resolve({
        contents: [{ modality: kind, vector, space, place }],
        metadata: { ...(key instanceof File && index === 0 ? fileMetadata(key, item) : {}), ...metadata },
        thumbnail: undefined,
      });
    },
  };
}

function createImageReader(images: ImageReader): PartReader<ImagePart> {
  return {
    hash: async ({ source }, name) => {
      // Checked before it is hashed: only the first bytes of a file that is not an image are read.
      if (source instanceof Blob) await images.check(source, name);
      return images.hash(source);
    },
    read: async (part, { item, index, thumbnail, signal }) => {
      const { region, source } = part;
      const given = { name: item.name, metadata: true, squares: region === undefined, signal };
      const read = await images.read(source, { ...given, region, thumbnail: index === 0 ? thumbnail : false });
      const number = index === 0 ? {} : { index };
      const place = region === undefined && index === 0 ? undefined : { kind: 'image' as const, region, ...number };
      const squares = (read.squares ?? []).map((square) => ({
        modality: 'image' as const,
        pixels: square.pixels,
        place: { kind: 'image' as const, region: square.region, ...number },
      }));
      return {
        contents: [{ modality: 'image', pixels: read.pixels, place }, ...squares],
        metadata: index === 0 ? imageMetadata(part, item, read) : {},
        thumbnail: read.thumbnail,
      };
    },
  };
}

/** A sound is one content as a whole and one per moment. */
function createAudioReader(images: ImageReader, audio: AudioReader): PartReader<AudioPart> {
  return {
    hash: ({ source }) => images.hash(source),
    read: async ({ source, range }, { item, index, signal }) => {
      const { vector, moments, tags, facts } = await audio.read(source, { name: item.name, range, signal });
      const number = index === 0 ? {} : { index };
      const placeOf = (own: TimeRange | undefined): PartPlace | undefined =>
        own === undefined && index === 0 ? undefined : { kind: 'audio', ...(own && { range: own }), ...number };
      const [, ...others] = moments;
      return {
        contents: [
          { modality: 'audio', vector, place: placeOf(range) },
          // A sound of one moment is that moment.
          ...(others.length === 0 ? [] : moments).map((moment) => ({
            modality: 'audio' as const,
            vector: moment.vector,
            place: placeOf({ startS: moment.startS, endS: moment.endS }),
          })),
        ],
        metadata: index === 0 ? { ...fileMetadata(source, item), ...soundMetadata(facts, tags) } : {},
        thumbnail: undefined,
      };
    },
  };
}

function soundMetadata(facts: ReadSound['facts'], tags: readonly string[]): Metadata {
  return {
    ...(tags.length === 0 ? {} : { sounds: tags }),
    ...(facts === undefined ? {} : { durationS: Math.round(1000 * facts.durationS) / 1000, waveform: facts.waveform }),
    ...(facts?.incomplete === true ? { incomplete: true } : {}),
  };
}

/** Reads the parts of items. */
export class PartReaders {
  readonly #images: PartReader<ImagePart>;
  readonly #embedded: PartReader<EmbeddedPart>;
  readonly #audio: PartReader<AudioPart> | undefined;
  readonly #video: PartReader<VideoPart> | undefined;
  readonly #hashText: (text: string) => Promise<string>;
  readonly #kindOf: ImageReader['kindOf'];

  /** @param readers - of sounds and videos; those that are undefined cannot be read */
  constructor(
    images: ImageReader,
    { audio, video }: { readonly audio?: AudioReader | undefined; readonly video?: VideoReader | undefined } = {},
  ) {
    this.#images = createImageReader(images);
    this.#kindOf = (file) => images.kindOf(file);
    this.#video = video && {
      hash: ({ source }) => images.hash(source),
      read: (part, options) => readVideoPart(part, { video, audio }, options),
    };
    this.#audio = audio && createAudioReader(images, audio);
    this.#embedded = createEmbeddedReader(images);
    this.#hashText = (text) => images.hash(new Blob(['text\0', text]));
  }

  /** The item with the kinds of its bare files: those of videos and sounds come as images. */
  async resolve<T extends NamedItem>(item: T): Promise<T> {
    const parts = await Promise.all(item.parts.map((part) => this.#resolvePart(part)));
    return { ...item, parts };
  }

  async #resolvePart(part: ReadablePart): Promise<ReadablePart> {
    if (part.kind !== 'image' || part.region !== undefined || !(part.source instanceof Blob)) return part;
    const kind = await this.#kindOf(part.source);
    const isRead = kind === 'video' ? this.#video !== undefined : kind === 'audio' && this.#audio !== undefined;
    return isRead ? { kind, source: part.source } : part;
  }

  /**
   * Hash of an item's content, hex: that of a lone file is the SHA-256 of its bytes.
   *
   * @throws OnsightError `unsupported-media` if no reader takes a part, `media-unreadable` if its modality could not read
   * it, and what its reader throws
   */
  async hash({ parts, name }: NamedItem): Promise<string> {
    const hashes = await Promise.all(parts.map((part) => this.#hashPart(part, name)));
    const [only, ...others] = hashes;
    const isPlain = parts[0] !== undefined && ('key' in parts[0] || isWhole(parts[0]));
    if (only !== undefined && others.length === 0 && isPlain) return only;
    const places = parts.map((part, i) => {
      const place = 'region' in part ? part.region : 'range' in part ? part.range : undefined;
      return [part.kind, hashes[i], place];
    });
    return this.#hashText(`parts\0${JSON.stringify(places)}`);
  }

  /** @throws as {@link PartReaders.hash} */
  read(part: ReadablePart, options: ReadPartOptions): Promise<ReadPart> {
    if (part.kind === 'text') return textReader.read(part, options);
    if (part.kind === 'image') return this.#images.read(part, options);
    if (part.kind === 'audio' && this.#audio !== undefined) return this.#audio.read(part, options);
    if (part.kind === 'video' && this.#video !== undefined) return this.#video.read(part, options);
    if ('vector' in part) return this.#embedded.read(part, options);
    return Promise.reject(noReader(part, options.item.name));
  }

  #hashPart(part: ReadablePart, name: string): Promise<string> {
    // Marked as a text: a file with the same bytes is another item.
    if (part.kind === 'text') return this.#hashText(part.text);
    if (part.kind === 'image') return this.#images.hash(part, name);
    if (part.kind === 'audio' && this.#audio !== undefined) return this.#audio.hash(part, name);
    if (part.kind === 'video' && this.#video !== undefined) return this.#video.hash(part, name);
    if ('vector' in part) return this.#embedded.hash(part, name);
    return Promise.reject(noReader(part, name));
  }
}

function isWhole(part: ReadablePart): boolean {
  if (part.kind === 'image') return part.region === undefined;
  return part.kind === 'text' || ('range' in part ? part.range === undefined : 'source' in part);
}

function noReader(part: ReadablePart, name: string): OnsightError {
  const { kind } = part;
  if ('reason' in part) return new OnsightError('media-unreadable', { name, type: kind, reason: part.reason });
  return new OnsightError('unsupported-media', { name, type: kind, problem: 'no-reader' });
}
