import type { CaptionStep } from '../../families/vision-language-model.ts';
import type { ParamsOf } from '../../rpc/contract.ts';
import type { Stream } from '../../rpc/stream.ts';
import { toImageRef, type ImageOrItem } from '../../sample/image-ref.ts';
import { checkTaskOptions, type CaptionCallOptions, type CaptionStreamOptions } from '../call-options.ts';
import { checkCaptionOptions } from '../generate-options.ts';
import type { TaskPage } from '../task-page.ts';
import type { TaskContract } from '../tasks.ts';
import type { Caption } from './contract.ts';

export interface CaptionCalls {
  /**
   * Describes an image in words. Results are cached on the device.
   *
   * @param image - an image, or the id of an item of an open library
   * @throws RangeError, TypeError if an option is invalid; OnsightError `unsupported-model` if the session's model has
   * no captions, `image-unreadable`, `item-not-found`
   * @example
   * ```ts
   * const { text, alternatives } = await onsight.caption(file, { prompt: 'a photo of', beams: 3, n: 3 });
   * ```
   */
  caption(image: ImageOrItem, options?: CaptionCallOptions): Promise<Caption>;

  /**
   * Streams a caption token by token, with the attention of each. Greedy, or sampled with `topP`. Leaving the loop
   * stops the model at its next token.
   *
   * @throws what `caption` throws, at the first step
   * @example
   * ```ts
   * for await (const { text, heat } of onsight.captionStream(file, { signal })) show(text, heat);
   * ```
   */
  captionStream(image: ImageOrItem, options?: CaptionStreamOptions): Stream<CaptionStep, Caption>;
}

export const captionCalls = (page: TaskPage): CaptionCalls => ({
  caption: async (image, options = {}) => {
    const checked = checkCaptionOptions(checkTaskOptions('caption', options));
    const { priority } = options;
    const params = { model: page.models.caption, image: await toImageRef(image, page.openLibraries), options: checked };
    return page.session.call('caption', { ...params, priority }, page.withProgress(options));
  },
  captionStream: (image, options = {}) => {
    const checked = checkCaptionOptions({ ...checkTaskOptions('captionStream', options), beams: 1 });
    const params = async (): Promise<ParamsOf<TaskContract, 'caption'>> => ({
      model: page.models.caption,
      image: await toImageRef(image, page.openLibraries),
      options: checked,
    });
    return page.session.stream('caption', params, page.withProgress(options));
  },
});
