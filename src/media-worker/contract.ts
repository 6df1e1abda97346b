import type { ImageSource, Pixels } from '../media/image/pixels.ts';
import type { ImageSpec } from '../media/tensor/image-spec.ts';
import type { ReadImage, ReadImageOptions } from './image-reader.ts';

/** Name under which the engine's script runs as the media worker. */
export const mediaWorkerName = 'onsight-media';

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
  display: { params: { readonly file: Blob }; result: Blob };
}
