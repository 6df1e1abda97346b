import { raceAbort } from '../core/async/abort.ts';
import { loadMediaDecoder } from '../media/load-media-decoder.ts';
import { makeThumbnail } from '../media/image/thumbnail.ts';
import type { Pixels } from '../media/image/pixels.ts';
import { fitToSpec } from '../media/tensor/to-tensor.ts';
import type { ImageSpec } from '../media/tensor/image-spec.ts';
import type { CallContext } from '../rpc/service.ts';
import type { TimeRange } from '../sample/time-range.ts';
import type { StoredThumbnail } from '../store/contract/item.ts';

/** Parameters of `watch`. */
export interface WatchParams {
  readonly source: Blob;
  readonly name: string;
  readonly range?: TimeRange | undefined;
  /** Frames are fitted to it. */
  readonly spec: ImageSpec;
  /** Longest side of the thumbnail; `false` makes none. */
  readonly thumbnail: number | false;
  /** Address of `assets/media-decoder.js`. */
  readonly decoderUrl: string;
}

/** A frame that stands for a stretch of a video. */
export interface WatchedFrame extends TimeRange {
  readonly atS: number;
  /** Fitted to the spec. */
  readonly pixels: Pixels;
}

/** Step of watching a video: frames picked, and how far it has come. */
export interface WatchEvent {
  readonly frames: readonly WatchedFrame[];
  readonly doneS: number;
  readonly durationS: number;
}

/** Facts about a video that was watched. */
export interface WatchedVideo {
  readonly width: number;
  readonly height: number;
  readonly durationS: number;
  readonly isHdr: boolean;
  /** When it was recorded, if the file says so. */
  readonly takenAt?: Date | undefined;
  /** True if the file is damaged or cut; it was watched up to there. */
  readonly isIncomplete: boolean;
  /** The frame of the longest stretch. */
  readonly thumbnail: (StoredThumbnail & Pick<WatchedFrame, 'atS'>) | undefined;
}

/** Progress is sent this often while no frame is picked. */
const reportMs = 500;

/** Watches a video, and sends its frames as they are picked. */
export async function watchFrames(
  { source, name, range, spec, thumbnail, decoderUrl }: WatchParams,
  { signal, emit }: CallContext<never, WatchEvent>,
): Promise<WatchedVideo> {
  const { watchVideo } = await raceAbort(loadMediaDecoder(decoderUrl), signal);
  const minSide = Math.max(...spec.size, spec.edge ?? 0, thumbnail === false ? 0 : thumbnail / 2);
  let best: { readonly image: Pixels; readonly atS: number; readonly weight: number } | undefined;
  let watched: Omit<WatchedVideo, 'thumbnail'> | undefined;
  let reported = performance.now();
  for await (const { video, frames, doneS, isIncomplete = false } of watchVideo(source, { name, range, minSide })) {
    signal.throwIfAborted();
    watched = { ...video, isIncomplete };
    for (const { image, atS, startS, endS, isBlank } of frames) {
      const weight = isBlank ? 0 : endS - startS;
      if (best === undefined || weight > best.weight * longer) best = { image, atS, weight };
    }
    if (frames.length === 0 && performance.now() - reported < reportMs) continue;
    reported = performance.now();
    const fitted = frames.map(({ startS, endS, atS, image }) => ({
      startS,
      endS,
      atS,
      pixels: fitToSpec(image, spec),
    }));
    await emit?.({ frames: fitted, doneS, durationS: video.durationS });
  }
  if (watched === undefined) throw new Error('the decoder ended without a frame'); // it throws instead
  return {
    ...watched,
    thumbnail: thumbnail === false || best === undefined ? undefined : await encode(best, thumbnail),
  };
}

/** A later stretch must be this much longer to be shown instead: rounding decides nothing. */
const longer = 1.05;

async function encode(
  { image, atS }: { readonly image: Pixels; readonly atS: number },
  maxSide: number,
): Promise<NonNullable<WatchedVideo['thumbnail']>> {
  const { width, height } = image;
  const { type, bytes } = await makeThumbnail({ pixels: image, width, height, asStored: false }, undefined, maxSide);
  return { type, bytes, atS };
}
