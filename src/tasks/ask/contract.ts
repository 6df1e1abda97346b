import type { ModelAnswer, AnswerOptions, Judged } from '../../families/vision-language-model.ts';
import { defineTask, typeOf } from '../define-task.ts';
import type { ImageQuestion } from '../image-question.ts';

/** An answer, with the kind of the image. */
export interface Answer extends ModelAnswer, Judged {}

/** Answers a question about an image. */
export const ask = defineTask({
  id: 'ask',
  model: 'ask',
  needs: ['ask'],
  params: typeOf<ImageQuestion & { readonly question: string; readonly options: AnswerOptions }>(),
  result: typeOf<Answer>(),
  cacheKey: ({ question, options }) => ['ask', { question, ...options }],
});
