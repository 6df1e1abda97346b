import type { ImageContent } from '../media/content/image-content.ts';
import type { Answer as ModelAnswer, Caption as ModelCaption } from '../families/vision-language-model.ts';
import type { Answer, Caption } from './contract.ts';

/** The caption of a page of text, until a model reads it. */
const textCaption = 'a page of text';

/** The model's caption of a scene. Of a blank picture or a page of text the model would invent a subject. */
export async function captionOf(shows: ImageContent, write: () => Promise<ModelCaption>): Promise<Caption> {
  if (shows === 'scene') return { ...(await write()), shows };
  const text = shows === 'text' ? textCaption : '';
  const alternatives = text === '' ? [] : [{ text, score: 0 }];
  return { text, score: 0, alternatives, words: [], shows };
}

/** The model's answer; none where there is nothing to ask about. */
export async function answerOf(shows: ImageContent, answer: () => Promise<ModelAnswer>): Promise<Answer> {
  if (shows === 'nothing') return { answer: '', probability: 0, alternatives: [], shows };
  return { ...(await answer()), shows };
}
