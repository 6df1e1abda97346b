import { isBlank } from './is-blank.ts';
import { isTextPage } from './is-text-page.ts';
import type { Pixels } from '../image/pixels.ts';

/**
 * What an image shows: a `scene`, a page of `text` (document, screenshot), or `nothing` (one colour, a smooth gradient,
 * black). Models trained on photographs hallucinate a subject for the last two.
 */
export type ImageContent = 'scene' | 'text' | 'nothing';

/** Classifies pixels by content; larger images are more reliable. */
export function contentOf(pixels: Pixels): ImageContent {
  if (isBlank(pixels)) return 'nothing';
  return isTextPage(pixels) ? 'text' : 'scene';
}
