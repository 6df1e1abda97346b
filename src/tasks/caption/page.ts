import { createOptionCheck } from '../../core/option-check.ts';
import type { CaptionOptions, CaptionStep } from '../../families/vision-language-model.ts';
import type { Stream } from '../../rpc/stream.ts';
import { toImageRef, type ImageOrItem } from '../../sample/image-ref.ts';
import { generateNames, type TaskCallOptions } from '../call-options.ts';
import { checkCaptionOptions } from '../generate-options.ts';
import type { TaskPage } from '../task-page.ts';
import type { Caption } from './contract.ts';

/** Options of `Onsight.caption`. */
export interface CaptionCallOptions extends CaptionOptions, TaskCallOptions {}

/** Options of `Onsight.captionStream`. */
export interface CaptionStreamOptions extends Omit<CaptionOptions, 'beams' | 'n'>, TaskCallOptions {}

const checkOptions = createOptionCheck<{
  readonly caption: CaptionCallOptions;
  readonly captionStream: CaptionStreamOptions;
}>({
  caption: { ...generateNames, beams: true, n: true, prompt: true },
  captionStream: { ...generateNames, prompt: true },
});

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
    const checked = checkCaptionOptions(checkOptions('caption', options));
    const params = { model: page.models.caption, image: await toImageRef(image, page.openLibraries), options: checked };
    return page.call('caption', params, options);
  },
  captionStream: (image, options = {}) => {
    const checked = checkCaptionOptions({ ...checkOptions('captionStream', options), beams: 1 });
    return page.stream(
      'caption',
      async () => ({
        model: page.models.caption,
        image: await toImageRef(image, page.openLibraries),
        options: checked,
      }),
      options,
    );
  },
});
