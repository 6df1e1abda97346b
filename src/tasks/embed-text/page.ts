import { checkText } from '../../core/check.ts';
import { createOptionCheck } from '../../core/option-check.ts';
import { taskNames, type TaskCallOptions } from '../call-options.ts';
import type { TaskPage } from '../task-page.ts';

const checkOptions = createOptionCheck<{ readonly embedText: TaskCallOptions }>({ embedText: taskNames });

export interface EmbedTextCalls {
  /**
   * The embedding of a text.
   *
   * @returns `model.dims` numbers, unit length
   * @throws TypeError for an empty text
   */
  embedText(text: string, options?: TaskCallOptions): Promise<Float32Array>;
}

export const embedTextCalls = (page: TaskPage): EmbedTextCalls => ({
  embedText: async (text, options = {}) => {
    checkText('text', text);
    return page.call('embedText', { text }, checkOptions('embedText', options));
  },
});
