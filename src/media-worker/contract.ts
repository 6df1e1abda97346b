import type { AudioSpec } from '../media/audio/log-mel.ts';
import type { ReadWindow } from '../media/audio/read-windows.ts';
import type { TimeRange } from '../sample/time-range.ts';
import type { ImageSource, Pixels } from '../media/image/pixels.ts';
import type { ImageSpec } from '../media/tensor/image-spec.ts';
import type { ReadImage, ReadImageOptions } from './image-reader.ts';
import type { WatchedVideo, WatchEvent, WatchParams } from './video-watcher.ts';

/** Name under which the engine's script runs as the media worker. */
export const mediaWorkerName = 'onsight-media';

/** Parameters of `hear`. */
export interface HearParams {
  readonly source: Blob;
  readonly name: string;
  readonly range?: TimeRange | undefined;
  readonly spec: AudioSpec;
  /** Address of `assets/media-decoder.js`. */
  readonly decoderUrl: string;
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
  hear: { params: HearParams; result: undefined; event: readonly ReadWindow[] };
  /** Streams frames of a video in the order of time. */
  watch: { params: WatchParams; result: WatchedVideo; event: WatchEvent };
  display: { params: { readonly file: Blob }; result: Blob };
}
