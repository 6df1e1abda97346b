import type { AudioSpec } from '../media/audio/log-mel.ts';
import type { AudioTrack } from '../media/audio/decode-audio.ts';
import type { ReadSamples } from '../media/audio/read-samples.ts';
import type { ReadWindow, SoundFacts } from '../media/audio/read-windows.ts';
import type { TimeRange } from '../sample/time-range.ts';
import type { ImageSource, Pixels } from '../media/image/pixels.ts';
import type { ImageSpec } from '../media/tensor/image-spec.ts';
import type { ReadImage, ReadImageOptions } from './image-reader.ts';
import type { WatchedVideo, WatchEvent, WatchParams } from './video-watcher.ts';

/** Name under which the engine's script runs as the media worker. */
export const mediaWorkerName = 'onsight-media';

/** A sound to decode. */
interface SoundParams {
  readonly source: Blob;
  readonly name: string;
  readonly range?: TimeRange | undefined;
  /** Address of `assets/media-decoder.js`. */
  readonly decoderUrl: string;
}

/** Parameters of `hear`. */
export interface HearParams extends SoundParams {
  readonly spec: AudioSpec;
}

/** Parameters of `listen`. */
export interface ListenParams extends SoundParams {
  /** Samples per second. */
  readonly rate: number;
  /** Number of the sound track, from 1. @defaultValue the default one by the flags of the file */
  readonly track?: number | undefined;
}

/** Samples of a sound track. */
export interface SpokenSamples extends ReadSamples {
  readonly track: AudioTrack;
}

/** Methods of the media worker. */
export interface MediaContract {
  read: {
    params: {
      readonly source: ImageSource;
      readonly spec: ImageSpec;
      readonly options: Omit<ReadImageOptions, 'signal'>;
    };
    result: ReadImage;
  };
  decode: { params: { readonly source: ImageSource }; result: Pixels };
  /** Streams windows of a sound in the order of time. */
  hear: { params: HearParams; result: SoundFacts; event: readonly ReadWindow[] };
  /** Streams frames of a video in the order of time. */
  watch: { params: WatchParams; result: WatchedVideo; event: WatchEvent };
  /** Streams the samples of a sound in the order of time, mixed so that speech is clear. */
  listen: { params: ListenParams; result: undefined; event: SpokenSamples };
  display: { params: { readonly file: Blob }; result: Blob };
}
