import { checkText } from '../../core/check.ts';
import { checkTaskOptions, type ModelCallOptions } from '../call-options.ts';
import type { TaskPage } from '../task-page.ts';

export interface EmbedTextCalls {
  /**
   * The embedding of a text.
   *
   * @returns `model.dims` numbers, unit length
   * @throws TypeError for an empty text
   */
  embedText(text: string, options?: ModelCallOptions): Promise<Float32Array>;
}

export const embedTextCalls = (page: TaskPage): EmbedTextCalls => ({
  embedText: async (text, options = {}) => {
    checkText('text', text);
    return page.session.call('embedText', { text }, page.withProgress(checkTaskOptions('embedText', options)));
  },
});
