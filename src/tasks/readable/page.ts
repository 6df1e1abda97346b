import { checkText } from '../../core/check.ts';
import type { Readability } from '../../families/embedding-model.ts';
import { createOptionCheck } from '../../core/option-check.ts';
import { taskNames, type TaskCallOptions } from '../call-options.ts';
import type { TaskPage } from '../task-page.ts';

const checkOptions = createOptionCheck<{ readonly readable: TaskCallOptions }>({ readable: taskNames });

export interface ReadableCalls {
  /**
   * Splits the words of a query into those the embedding model can read and others. Loads the tokenizer, not the
   * weights. Words are in the form in which they are searched for: see docs/search.md. A query without any, such as
   * "?!", is unknown as a whole.
   *
   * `search` leaves unknown words out; a query of which no word is known finds only items that hold it in their
   * metadata. Known means that the tokenizer has pieces for the word, not that the model learnt it. Byte-level
   * tokenizers, such as CLIP's, know every word.
   *
   * @throws TypeError if the text is empty
   * @example `await onsight.readable('dog 🐶') // { known: ['dog'], unknown: ['🐶'] }`
   */
  readable(text: string, options?: TaskCallOptions): Promise<Readability>;
}

export const readableCalls = (page: TaskPage): ReadableCalls => ({
  readable: async (text, options = {}) => {
    checkText('text', text);
    return page.call('readable', { text }, checkOptions('readable', options));
  },
});
