import { defineTask, typeOf } from '../define-task.ts';
import type { ImageQuestion } from '../image-question.ts';

/** Per text: probability that it matches the image, or with `similarity` their cosine. */
export const match = defineTask({
  id: 'match',
  model: 'match',
  needs: ['match'],
  params: typeOf<ImageQuestion & { readonly texts: readonly string[]; readonly similarity?: boolean }>(),
  result: typeOf<readonly number[]>(),
  cacheKey: ({ texts, similarity = false }) => [similarity ? 'similarity' : 'match', { texts }],
});
