import type { AudioRef } from '../../sample/part.ts';
import { bufferOf } from '../buffer-of.ts';
import { defineTask, typeOf } from '../define-task.ts';

/** The embedding of a sound. */
export const embedAudio = defineTask({
  id: 'embedAudio',
  model: 'embed',
  needs: ['embed-audio'],
  params: typeOf<AudioRef>(),
  result: typeOf<Float32Array>(),
  transfer: bufferOf,
});
