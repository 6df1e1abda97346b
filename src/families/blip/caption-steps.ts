import type { Caption, CaptionStep } from '../vision-language-model.ts';

/** The steps of a caption that is known already: one a word. */
export function captionSteps({ text, words }: Caption): readonly CaptionStep[] {
  if (words.length === 0) return [{ text, words }];
  return words.map(({ end, heat }, index) => {
    const last = index === words.length - 1;
    return { text: last ? text : text.slice(0, end), words: words.slice(0, index + 1), heat };
  });
}
