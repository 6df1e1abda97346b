import { checkText } from '../../core/check.ts';
import { toImageRef, type ImageOrItem } from '../../sample/image-ref.ts';
import { createOptionCheck } from '../../core/option-check.ts';
import { taskNames, type TaskCallOptions } from '../call-options.ts';
import type { TaskPage } from '../task-page.ts';

/** Options of `Onsight.match`. */
export interface MatchOptions extends TaskCallOptions {
  /**
   * `itm` reads text and image together: the probability that they belong together, 0 to 1. `itc` compares their
   * embeddings: a cosine, -1 to 1, faster and less precise; needs a joint space.
   *
   * @defaultValue 'itm'
   */
  readonly by?: 'itm' | 'itc';
}

const checkOptions = createOptionCheck<{ readonly match: MatchOptions }>({ match: { ...taskNames, by: true } });

export interface MatchCalls {
  /**
   * Matches one text or several with an image.
   *
   * @throws what `caption` throws
   */
  match(image: ImageOrItem, text: string, options?: MatchOptions): Promise<number>;
  match(image: ImageOrItem, texts: readonly string[], options?: MatchOptions): Promise<readonly number[]>;
}

export const matchCalls = (page: TaskPage): MatchCalls => {
  async function match(image: ImageOrItem, text: string, options?: MatchOptions): Promise<number>;
  async function match(
    image: ImageOrItem,
    texts: readonly string[],
    options?: MatchOptions,
  ): Promise<readonly number[]>;
  async function match(
    image: ImageOrItem,
    text: string | readonly string[],
    options: MatchOptions = {},
  ): Promise<number | readonly number[]> {
    const texts = toTexts(text);
    const { by } = checkOptions('match', options);
    checkBy(by);
    for (const each of texts) checkText('text', each);
    if (texts.length === 0) return [];
    const params = { model: page.models.match, image: await toImageRef(image, page.openLibraries), texts };
    const found = await page.call('match', { ...params, similarity: by === 'itc' }, options);
    return typeof text === 'string' ? (found[0] ?? 0) : found;
  }
  return { match };
};

/** Callers without types may pass anything. */
function toTexts(text: string | readonly string[]): readonly string[] {
  if (typeof text === 'string') return [text];
  if (Array.isArray(text)) return Array.from<string>(text);
  throw new TypeError(`Expected \`text\` to be a string or an array of strings, got \`${typeof text}\`.`);
}

function checkBy(by: string | undefined): void {
  if (by !== undefined && by !== 'itm' && by !== 'itc')
    throw new TypeError(`Expected \`by\` to be 'itm' or 'itc', got \`${by}\`.`);
}
