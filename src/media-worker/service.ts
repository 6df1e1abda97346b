import { toDisplayImage } from '../media/image/display-image.ts';
import { createService, type Service } from '../rpc/service.ts';
import type { MediaContract } from './contract.ts';
import { readImage, type ReadImage } from './image-reader.ts';

/** The media worker's end: decodes images, and moves what it decoded instead of copying it. */
export function createMediaService(): Service {
  return createService<MediaContract>(() => ({
    methods: {
      read: ({ source, spec, options }, { signal }) => readImage(source, spec, { ...options, signal }),
      display: ({ file }, { signal }) => toDisplayImage(file, { signal }),
    },
    transfer: { read: buffersOf },
  }));
}

/** A view on a part of a larger buffer must be copied: the rest of the buffer is in use. */
function buffersOf({ pixels, squares = [], thumbnail }: ReadImage): ArrayBuffer[] {
  const own = [pixels, ...squares.map((square) => square.pixels)].flatMap(({ data }) =>
    data.byteLength === data.buffer.byteLength ? [data.buffer] : [],
  );
  return thumbnail === undefined ? own : [...own, thumbnail.bytes];
}
