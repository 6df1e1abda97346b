import type { Readability } from '../../families/embedding-model.ts';
import { defineTask, typeOf } from '../define-task.ts';

/** Which words of a query the embedding model can read. */
export const readable = defineTask({
  id: 'readable',
  model: 'embed',
  needs: ['embed-text'],
  params: typeOf<{ readonly text: string }>(),
  result: typeOf<Readability>(),
});
