import { toImageSource, type ImageInput } from '../../sample/image-input.ts';
import { createOptionCheck } from '../../core/option-check.ts';
import { taskNames, type TaskCallOptions } from '../call-options.ts';
import type { TaskPage } from '../task-page.ts';

const checkOptions = createOptionCheck<{ readonly embedImage: TaskCallOptions }>({ embedImage: taskNames });

export interface EmbedImageCalls {
  /**
   * The embedding of an image.
   *
   * @returns `model.dims` numbers, unit length
   * @throws OnsightError `image-unreadable`, `unsupported-media`
   */
  embedImage(image: ImageInput, options?: TaskCallOptions): Promise<Float32Array>;
}

export const embedImageCalls = (page: TaskPage): EmbedImageCalls => ({
  embedImage: async (image, options = {}) => {
    checkOptions('embedImage', options);
    return page.call('embedImage', { image: await toImageSource(image) }, options);
  },
});
