import type { RecognizedText, TextLine } from '../../families/recognized-text.ts';
import { defineTask, typeOf } from '../define-task.ts';
import type { ImageQuestion } from '../image-question.ts';

/** Reads the text in an image. */
export const readText = defineTask({
  id: 'readText',
  model: 'read-text',
  defaultModel: 'ocr',
  needs: ['read-text'],
  params: typeOf<ImageQuestion>(),
  result: typeOf<RecognizedText>(),
  event: typeOf<TextLine>(),
  cacheKey: () => ['read-text', {}],
});
