import { bufferOf } from '../buffer-of.ts';
import { defineTask, typeOf } from '../define-task.ts';

/** The embedding of a text. */
export const embedText = defineTask({
  id: 'embedText',
  model: 'embed',
  needs: ['embed-text'],
  params: typeOf<{ readonly text: string }>(),
  result: typeOf<Float32Array>(),
  transfer: bufferOf,
});
