import { checkText } from '../../core/check.ts';
import { copyData } from '../../core/copy-data.ts';
import type { Classification } from '../../families/zero-shot.ts';
import { toImageSource, type ImageInput } from '../../sample/image-input.ts';
import { createOptionCheck } from '../../core/option-check.ts';
import { taskNames, type TaskCallOptions } from '../call-options.ts';
import type { TaskPage } from '../task-page.ts';

/** Options of `Onsight.classify`. */
export interface ClassifyOptions extends TaskCallOptions {
  /** Prompts with `{}` where the label goes. @defaultValue the model's own, chosen by the label's script */
  readonly templates?: readonly string[];
}

const checkOptions = createOptionCheck<{ readonly classify: ClassifyOptions }>({
  classify: { ...taskNames, templates: true },
});

export interface ClassifyCalls {
  /**
   * Zero-shot classification: ranks labels by how well they fit the image.
   *
   * @returns one entry per label, most probable first; probabilities sum to 1
   * @example
   * ```ts
   * const [best] = await onsight.classify(file, ['a dog', 'a cat']);
   * console.log(best.label, best.probability);
   * ```
   */
  classify(image: ImageInput, labels: readonly string[], options?: ClassifyOptions): Promise<readonly Classification[]>;
}

export const classifyCalls = (page: TaskPage): ClassifyCalls => ({
  classify: async (image, labels, options = {}) => {
    checkLabels(labels);
    const { templates } = checkOptions('classify', options);
    checkTemplates(templates);
    const asked = copyData({ labels, ...(templates === undefined ? {} : { templates }) });
    return page.call('classify', { ...asked, image: await toImageSource(image) }, options);
  },
});

/** @throws TypeError if `labels` is not an array of at least one text */
export function checkLabels(labels: readonly string[]): void {
  if (!Array.isArray(labels) || labels.length === 0)
    throw new TypeError('Expected `labels` to be an array of at least one label.');
  for (const label of labels) checkText('label', label);
}

/** @throws TypeError if `templates` is empty, or if one of them has no place for the label */
export function checkTemplates(templates: readonly string[] | undefined): void {
  if (templates?.some((template) => !template.includes('{}')) === true || templates?.length === 0)
    throw new TypeError('Expected every entry of `templates` to hold `{}` where the label goes.');
}
