import type { ImageSpec } from '../media/tensor/image-spec.ts';
import type { ImageSource } from '../media/image/pixels.ts';
import type { Reply } from '../protocol/worker-api.ts';
import type { ReadImage, ReadImageOptions } from './image-reader.ts';

/** Name under which the worker script runs as the picture worker. */
export const pictureWorkerName = 'onsight-pictures';

/** What the picture worker does for the worker that started it. */
export interface PictureApi {
  /** Resolves once the script runs. */
  ready(): Promise<true>;
  read(source: ImageSource, spec: ImageSpec, options: Omit<ReadImageOptions, 'signal'>): Promise<Reply<ReadImage>>;
  display(file: Blob): Promise<Reply<Blob>>;
}
