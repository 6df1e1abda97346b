import type { ModelCaption, CaptionOptions, CaptionStep, Judged } from '../../families/vision-language-model.ts';
import { defineTask, typeOf } from '../define-task.ts';
import type { ImageQuestion } from '../image-question.ts';

/** A caption, with the kind of the image. */
export interface Caption extends ModelCaption, Judged {}

/** Describes an image in words. */
export const caption = defineTask({
  id: 'caption',
  model: 'caption',
  needs: ['caption'],
  params: typeOf<ImageQuestion & { readonly options: CaptionOptions }>(),
  result: typeOf<Caption>(),
  event: typeOf<CaptionStep>(),
  cacheKey: ({ options }) => ['caption', options],
});
