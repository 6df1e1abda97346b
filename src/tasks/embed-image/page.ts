import { toImageSource, type ImageInput } from '../../sample/image-input.ts';
import { checkTaskOptions, type ModelCallOptions } from '../call-options.ts';
import type { TaskPage } from '../task-page.ts';

export interface EmbedImageCalls {
  /**
   * The embedding of an image.
   *
   * @returns `model.dims` numbers, unit length
   * @throws OnsightError `image-unreadable`, `unsupported-media`
   */
  embedImage(image: ImageInput, options?: ModelCallOptions): Promise<Float32Array>;
}

export const embedImageCalls = (page: TaskPage): EmbedImageCalls => ({
  embedImage: async (image, options = {}) => {
    const call = page.withProgress(checkTaskOptions('embedImage', options));
    return page.session.call('embedImage', { image: await toImageSource(image) }, call);
  },
});
