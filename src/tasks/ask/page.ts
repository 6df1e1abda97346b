import { checkText } from '../../core/check.ts';
import { toImageRef, type ImageOrItem } from '../../sample/image-ref.ts';
import { createOptionCheck } from '../../core/option-check.ts';
import type { AnswerOptions } from '../../families/vision-language-model.ts';
import { generateNames, type TaskCallOptions } from '../call-options.ts';
import { checkAnswerOptions } from '../generate-options.ts';
import type { TaskPage } from '../task-page.ts';
import type { Answer } from './contract.ts';

/** Options of `Onsight.ask`. */
export interface AskOptions extends AnswerOptions, TaskCallOptions {}

const checkOptions = createOptionCheck<{ readonly ask: AskOptions }>({
  ask: { ...generateNames, answers: true, beams: true, explain: true, n: true },
});

export interface AskCalls {
  /**
   * Answers a question about an image; with `answers` ranks those instead of generating one. A second question about an
   * image does not encode it again.
   *
   * @returns the answer with its probability, and `alternatives`, most probable first
   * @throws what `caption` throws
   */
  ask(image: ImageOrItem, question: string, options?: AskOptions): Promise<Answer>;
}

export const askCalls = (page: TaskPage): AskCalls => ({
  ask: async (image, question, options = {}) => {
    checkText('question', question);
    const checked = checkAnswerOptions(checkOptions('ask', options));
    const params = { model: page.models.ask, image: await toImageRef(image, page.openLibraries), options: checked };
    return page.call('ask', { ...params, question }, options);
  },
});
