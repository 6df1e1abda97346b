import type { ModelCaption, CaptionOptions, CaptionStep, Judged } from '../../families/vision-language-model.ts';
import { defineTask, typeOf } from '../define-task.ts';
import type { ImageQuestion } from '../image-question.ts';

/** A caption, and whether there was anything to describe. */
export interface Caption extends ModelCaption, Judged {}

/** What an image shows, in words. */
export const caption = defineTask({
  id: 'caption',
  model: 'caption',
  needs: ['caption'],
  params: typeOf<ImageQuestion & { readonly options: CaptionOptions }>(),
  result: typeOf<Caption>(),
  event: typeOf<CaptionStep>(),
  cacheKey: ({ options }) => ['caption', options],
});
