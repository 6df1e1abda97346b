import type { ImageSource } from '../../media/image/pixels.ts';
import { bufferOf } from '../buffer-of.ts';
import { defineTask, typeOf } from '../define-task.ts';

/** The embedding of an image. */
export const embedImage = defineTask({
  id: 'embedImage',
  model: 'embed',
  needs: ['embed-image'],
  params: typeOf<{ readonly image: ImageSource }>(),
  result: typeOf<Float32Array>(),
  transfer: bufferOf,
});
