import type { AbortOptions } from '../../core/async/abort.ts';
import { OnsightError } from '../../core/errors.ts';
import type { VideoPart } from '../../sample/part.ts';
import type { TimeRange } from '../../sample/time-range.ts';
import type { Metadata } from '../../store/contract/item.ts';
import type { AudioReader, VideoReader } from '../embedder.ts';
import { fileMetadata, type NamedItem } from './named-item.ts';
import type { Embeddable, ReadPart } from './part-readers.ts';

/** Readers of the tracks of a video. */
interface VideoReaders {
  readonly video: VideoReader;
  /** @defaultValue sound tracks are left out */
  readonly audio: AudioReader | undefined;
}

/** Options of {@link readVideoPart}. */
interface ReadVideoOptions extends AbortOptions {
  readonly item: NamedItem;
  readonly index: number;
  readonly thumbnail: number | false;
  readonly onRead?: ((share: number) => void) | undefined;
}

/** Share of the work that the video track is; the sound takes the rest. */
const videoShare = 0.9;

/**
 * Reads a video: a content for each frame, and one for each moment of its sound. A track that cannot be decoded is left
 * out and named in `metadata.unsupported`.
 *
 * @throws OnsightError for the video track if neither can be read
 */
export async function readVideoPart(
  { source, range }: VideoPart,
  readers: VideoReaders,
  { item, index, thumbnail, signal, onRead }: ReadVideoOptions,
): Promise<ReadPart> {
  const options = { name: item.name, range, signal };
  const video = await attempt(
    readers.video.read(source, { ...options, thumbnail, onRead: (share) => onRead?.(share * videoShare) }),
    signal,
  );
  const sound = readers.audio && (await attempt(readers.audio.read(source, options), signal));
  const number = index === 0 ? {} : { index };
  const frames = 'failure' in video ? [] : video.frames;
  const main = 'failure' in video ? 0 : video.main;
  const moments = sound === undefined || 'failure' in sound ? [] : sound.moments;
  const [first, ...others] = [
    // The frame that stands for the video comes first.
    ...[...frames.slice(main, main + 1), ...frames.slice(0, main), ...frames.slice(main + 1)].map(
      toContent('video', number),
    ),
    ...moments.map(toContent('audio', number)),
  ];
  if (first === undefined) throw failureOf(video) ?? failureOf(sound) ?? unread(item.name);
  const failures = [failureOf(video), failureOf(sound)].flatMap(unsupportedType);
  const tags = sound === undefined || 'failure' in sound ? [] : sound.tags;
  const metadata: Metadata = {
    ...fileMetadata(source, item),
    ...('failure' in video ? {} : video.metadata),
    ...(tags.length === 0 ? {} : { sounds: tags }),
    ...(failures[0] === undefined ? {} : { unsupported: failures[0] }),
  };
  return {
    contents: [first, ...others],
    metadata: index === 0 ? metadata : {},
    thumbnail: 'failure' in video ? undefined : video.thumbnail,
  };
}

interface Failed {
  readonly failure: OnsightError;
}

/** Codes of errors that concern one track only. */
const trackCodes: readonly string[] = ['unsupported-media', 'media-unreadable', 'unsupported-model'];

async function attempt<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T | Failed> {
  try {
    return await work;
  } catch (error) {
    signal?.throwIfAborted();
    if (OnsightError.is(error) && trackCodes.includes(error.code)) return { failure: error };
    throw error;
  }
}

function failureOf(read: object | undefined): OnsightError | undefined {
  return read !== undefined && 'failure' in read ? (read as Failed).failure : undefined; // as `attempt` returns it
}

function unread(name: string): OnsightError {
  return new OnsightError('media-unreadable', { name, type: 'video', reason: 'nothing in it can be seen or heard' });
}

/** Container and codec of a track that this browser lacks the decoder of. */
function unsupportedType(failure: OnsightError | undefined): readonly string[] {
  return OnsightError.is(failure, 'unsupported-media') && failure.details.problem === 'codec'
    ? [failure.details.type]
    : [];
}

function toContent(modality: 'video' | 'audio', number: { readonly index?: number }) {
  return ({ startS, endS, vector }: TimeRange & { readonly vector: Float32Array }): Embeddable => ({
    modality,
    vector,
    place: { kind: modality, range: { startS, endS }, ...number },
  });
}
