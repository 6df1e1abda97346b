import type { ModelAnswer, AnswerOptions, Judged } from '../../families/vision-language-model.ts';
import { defineTask, typeOf } from '../define-task.ts';
import type { ImageQuestion } from '../image-question.ts';

/** An answer, and whether there was anything to ask about. */
export interface Answer extends ModelAnswer, Judged {}

/** The answer to a question about an image. */
export const ask = defineTask({
  id: 'ask',
  model: 'ask',
  needs: ['ask'],
  params: typeOf<ImageQuestion & { readonly question: string; readonly options: AnswerOptions }>(),
  result: typeOf<Answer>(),
  cacheKey: ({ question, options }) => ['ask', { question, ...options }],
});
