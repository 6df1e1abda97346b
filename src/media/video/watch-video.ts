import { EncodedPacketSink, VideoSampleSink, type InputVideoTrack, type VideoSample } from 'mediabunny';
import { OnsightError, reasonOf } from '../../core/errors.ts';
import { withDeadline } from '../../core/async/deadline.ts';
import type { Pixels } from '../image/pixels.ts';
import { openMedia } from '../open-track.ts';
import { FrameCanvas } from './frame-canvas.ts';
import { FramePicker, type PickedFrame } from './frame-picker.ts';
import { frameDifference, signatureOf, type FrameSignature } from './shots.ts';

/** Options of {@link watchVideo}. */
export interface WatchOptions {
  readonly name: string;
  /** Seconds to watch. @defaultValue all of it */
  readonly range?: { readonly startS: number; readonly endS: number } | undefined;
  /** Frames are copied with at least this length of their shorter side, unless the video is smaller. */
  readonly minSide: number;
}

/** A step of watching a video. */
export interface WatchedStep {
  /** Facts about the video; the same with every step. */
  readonly video: {
    /** Of the upright frames. */
    readonly width: number;
    readonly height: number;
    /** Of the file, from 0 to its end. */
    readonly durationS: number;
    /** True for HDR; its frames are converted to sRGB. */
    readonly isHdr: boolean;
    /** When it was recorded, if the file says so. */
    readonly takenAt?: Date | undefined;
  };
  /** Frames of the stretches that are complete. */
  readonly frames: readonly PickedFrame<Pixels>[];
  /** Seconds watched so far. */
  readonly doneS: number;
  /** With the last step: true if the file is damaged or cut there. */
  readonly isIncomplete?: boolean;
}

/** A stretch of a long shot that gets a frame of its own. */
const stepS = 4;
/** Most frames of a video; above, stretches become longer. */
const mostFrames = 1_500;
/** Every frame of shorter videos is looked at; of longer ones key frames, and others where those are far apart. */
const closelyWatchedS = 600;
const keyStepS = 1;
/** Frames looked at per second: more say nothing new about cuts. */
const fps = 31;
/** Longest time that a decoder may take for one frame. */
const frameTimeoutMs = 30_000;
/** A file that ends this much before its stated end is cut. */
const missingS = 1;

/**
 * Watches a video once, and picks a frame for each shot and for every few seconds of a long one. Holds the frames of one
 * stretch only. Leave the loop to stop decoding.
 *
 * @throws OnsightError `unsupported-media` if the container or codec cannot be decoded here, or if there is no video track;
 *   `media-unreadable` if no frame can be decoded. A file that is damaged later ends early.
 */
export async function* watchVideo(file: Blob, { name, range, minSide }: WatchOptions): AsyncGenerator<WatchedStep> {
  using media = await openMedia(file, name);
  const track = await media.track('video');
  const video = { ...(await factsOf(track, name)), takenAt: await media.takenAt() };
  const startS = Math.max(range?.startS ?? 0, 0);
  const endS = Math.min(range?.endS ?? Infinity, video.durationS || Infinity);
  const isSparse = endS - startS > closelyWatchedS;
  const step = Math.max(stepS, Number.isFinite(endS) ? (endS - startS) / mostFrames : stepS);
  const picker = new FramePicker<Pixels>({ stepS: step, isSparse });
  const canvas = new FrameCanvas(video, minSide);
  const samples = isSparse ? sparseSamples(track, startS, endS, step) : allSamples(track, startS, endS);
  let last: { readonly signature: FrameSignature; readonly atS: number; readonly endS: number } | undefined;
  let failure: unknown;
  try {
    for (;;) {
      const next = await withDeadline(samples.next(), `Decoding "${name}"`, frameTimeoutMs);
      if (next.done === true) break;
      using sample = next.value;
      const atS = toMicroseconds(sample.timestamp);
      if (last !== undefined && (atS <= last.atS || (!isSparse && atS - last.atS < 1 / fps))) continue;
      const signature = signatureOf(canvas.small(sample));
      const difference = last === undefined ? 0 : frameDifference(last.signature, signature);
      last = { signature, atS, endS: atS + sample.duration };
      const isBlank = isUniform(signature);
      const frames = picker.push({ atS, difference, isBlank, image: () => canvas.copy(sample) });
      yield { video, frames, doneS: atS };
    }
  } catch (error) {
    failure = error;
  } finally {
    // A decoder that hangs would never return.
    void samples.return(undefined).catch(() => undefined);
  }
  if (last === undefined) {
    const reason = failure === undefined ? 'it has no frames' : reasonOf(failure);
    throw new OnsightError('media-unreadable', { name, type: 'video', reason }, { cause: failure });
  }
  const isIncomplete =
    media.isCut ||
    failure !== undefined ||
    (Number.isFinite(endS) && endS - last.endS > missingS + (isSparse ? step : 0));
  const stopS = toMicroseconds(Math.max(last.endS, isIncomplete || !Number.isFinite(endS) ? 0 : endS));
  yield { video, frames: picker.flush(stopS), doneS: stopS, isIncomplete };
}

/** Times are kept and stored as integer microseconds. */
function toMicroseconds(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}

async function factsOf(track: InputVideoTrack, name: string): Promise<WatchedStep['video']> {
  try {
    const [width, height] = [await track.getDisplayWidth(), await track.getDisplayHeight()];
    if (!(width > 0 && height > 0)) throw new RangeError('its frames have no size');
    const durationS = await track.computeDuration();
    const isHdr = await track.hasHighDynamicRange().catch(() => false);
    return { width, height, durationS: Number.isFinite(durationS) ? Math.max(0, durationS) : 0, isHdr };
  } catch (cause) {
    throw new OnsightError('media-unreadable', { name, type: 'video', reason: reasonOf(cause) }, { cause });
  }
}

function allSamples(track: InputVideoTrack, startS: number, endS: number): AsyncGenerator<VideoSample> {
  return new VideoSampleSink(track).samples(startS, Number.isFinite(endS) ? endS : undefined);
}

/** Key frames at least a second apart, and further frames where they are more than `step` apart. */
async function* sparseSamples(
  track: InputVideoTrack,
  startS: number,
  endS: number,
  step: number,
): AsyncGenerator<VideoSample> {
  for await (const sample of new VideoSampleSink(track).samplesAtTimestamps(sparseTimes(track, startS, endS, step)))
    if (sample !== null) yield sample;
}

async function* sparseTimes(
  track: InputVideoTrack,
  startS: number,
  endS: number,
  step: number,
): AsyncGenerator<number> {
  const packets = new EncodedPacketSink(track);
  const options = { metadataOnly: true } as const;
  let packet = (await packets.getKeyPacket(startS, options)) ?? (await packets.getFirstKeyPacket(options));
  let atS = -Infinity;
  for (; packet !== null && packet.timestamp < endS; packet = await packets.getNextKeyPacket(packet, options)) {
    if (packet.timestamp < startS || packet.timestamp - atS < keyStepS) continue;
    yield* between(atS, packet.timestamp, step);
    atS = packet.timestamp;
    yield atS;
  }
  if (Number.isFinite(atS)) yield* between(atS, endS, step);
}

/** Times that divide a gap into steps of at most `step`. */
function* between(startS: number, endS: number, step: number): Generator<number> {
  if (!Number.isFinite(startS)) return;
  const count = Math.ceil((endS - startS) / step);
  for (let i = 1; i < count; i++) yield startS + ((endS - startS) * i) / count;
}

/** Whether a frame is of one brightness and colour, as during a fade. */
function isUniform(signature: FrameSignature): boolean {
  const values = signature.subarray((2 * signature.length) / 3);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + Math.abs(value - mean), 0) / values.length < 4;
}
