import type { Readability } from '../../families/embedding-model.ts';
import { defineTask, typeOf } from '../define-task.ts';

/** Splits the words of a query into those the embedding model can read and others. */
export const readable = defineTask({
  id: 'readable',
  model: 'embed',
  needs: ['embed-text'],
  params: typeOf<{ readonly text: string }>(),
  result: typeOf<Readability>(),
});
