import { isBlank } from './is-blank.ts';
import { isTextPage } from './is-text-page.ts';
import type { Pixels } from '../image/pixels.ts';

/**
 * What a model has to do with: a `scene`, a page of `text` (a document, a screenshot), or `nothing` (one colour, a
 * smooth gradient, black). Models that were trained on photographs invent a subject for the last two.
 */
export type ImageContent = 'scene' | 'text' | 'nothing';

/** Decided on the pixels alone, the larger the surer. */
export function contentOf(pixels: Pixels): ImageContent {
  if (isBlank(pixels)) return 'nothing';
  return isTextPage(pixels) ? 'text' : 'scene';
}
