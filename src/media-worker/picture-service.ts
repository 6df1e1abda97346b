import { transfer } from 'comlink';
import { toDisplayImage } from '../media/image/display-image.ts';
import { encodeError } from '../protocol/wire-error.ts';
import { readImage, type ReadImage } from './image-reader.ts';
import type { PictureApi } from './picture-api.ts';

/** The picture worker's end: reads pictures, and moves what it read instead of copying it. */
export function createPictureService(): PictureApi {
  return {
    ready: () => Promise.resolve(true),
    read: async (source, spec, options) => {
      try {
        const value = await readImage(source, spec, options);
        return transfer({ ok: true, value }, buffersOf(value));
      } catch (error) {
        return { ok: false, error: encodeError(error), recycle: false };
      }
    },
    display: async (file) => {
      try {
        return { ok: true, value: await toDisplayImage(file, {}) };
      } catch (error) {
        return { ok: false, error: encodeError(error), recycle: false };
      }
    },
  };
}

/** A view on a part of a larger buffer must be copied: the rest of the buffer is in use. */
function buffersOf({ pixels: { data }, thumbnail }: ReadImage): ArrayBuffer[] {
  const own = data.byteLength === data.buffer.byteLength ? [data.buffer] : [];
  return thumbnail === undefined ? own : [...own, thumbnail.bytes];
}
