import type { RecognizedText, TextLine } from '../../families/recognized-text.ts';
import { createOptionCheck } from '../../core/option-check.ts';
import type { Stream } from '../../rpc/stream.ts';
import { toImageRef, type ImageOrItem } from '../../sample/image-ref.ts';
import { taskNames, type TaskCallOptions } from '../call-options.ts';
import type { ImageQuestion } from '../image-question.ts';
import type { TaskPage } from '../task-page.ts';

const checkOptions = createOptionCheck<{
  readonly readText: TaskCallOptions;
  readonly readTextStream: TaskCallOptions;
}>({ readText: taskNames, readTextStream: taskNames });

export interface ReadTextCalls {
  /**
   * Reads the text that an image shows (OCR): pages, screenshots, signs, receipts, turned by any angle, in Latin letters
   * and Chinese. The model `ocr` (6.2 MB) is downloaded when text is first read. Images that were read before are not
   * read again.
   *
   * @param image - an image, or the id of an item of an open library, of which the stored preview is read
   * @returns the lines in reading order; none for an image without text
   * @throws OnsightError `unsupported-model` if the session's model reads no text, `image-unreadable`,
   * `unsupported-media`, `item-not-found`, `download-failed`
   * @example
   * ```ts
   * const { text, lines } = await onsight.readText(file);
   * console.log(text, lines[0].confidence, lines[0].quad); // corners in fractions of the image
   * ```
   */
  readText(image: ImageOrItem, options?: TaskCallOptions): Promise<RecognizedText>;

  /**
   * The lines of an image as they are read, in reading order. Leaving the loop, or aborting, stops before the next line.
   *
   * @throws what `readText` throws, at the first step
   * @example
   * ```ts
   * for await (const { text, quad } of onsight.readTextStream(file, { signal })) show(text, quad);
   * ```
   */
  readTextStream(image: ImageOrItem, options?: TaskCallOptions): Stream<TextLine, RecognizedText>;
}

export const readTextCalls = (page: TaskPage): ReadTextCalls => {
  const toParams = async (image: ImageOrItem): Promise<ImageQuestion> => ({
    model: page.models['read-text'],
    image: await toImageRef(image, page.openLibraries),
  });
  return {
    readText: async (image, options = {}) => {
      checkOptions('readText', options);
      return page.call('readText', await toParams(image), options);
    },
    readTextStream: (image, options = {}) =>
      page.stream('readText', () => toParams(image), checkOptions('readTextStream', options)),
  };
};
