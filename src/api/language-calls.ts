import { checkText } from '../core/check.ts';
import type { Answer, Caption } from '../worker/contract.ts';
import type { CaptionStep } from '../families/vision-language-model.ts';
import type { AskOptions, CaptionCallOptions, CaptionStreamOptions, MatchOptions } from './arguments/call-options.ts';
import { checkOptions } from './arguments/check-options.ts';
import { checkAnswerOptions, checkCaptionOptions } from './arguments/generate-options.ts';
import { toImageRef, type ImageOrItem } from '../sample/image-ref.ts';
import type { ParamsOf } from '../rpc/contract.ts';
import type { Stream } from '../rpc/stream.ts';
import type { EngineContract } from '../worker/contract.ts';
import type { SessionState } from './session-state.ts';

/** The calls about pictures and words: captions, questions, matching. */
export class LanguageCalls {
  readonly #state: SessionState;

  /** @internal */
  constructor(state: SessionState) {
    this.#state = state;
  }

  /**
   * What a picture shows, in words. What was asked before comes from the device at once.
   *
   * @param image - a picture, or the id of an item of an open library
   * @throws RangeError, TypeError for an option that cannot be; OnsightError `unsupported-model` when the session's
   * model writes no captions, `image-unreadable`, `item-not-found`
   * @example
   * ```ts
   * const { text, alternatives } = await onsight.caption(file, { prompt: 'a photo of', beams: 3, n: 3 });
   * ```
   */
  async caption(image: ImageOrItem, options: CaptionCallOptions = {}): Promise<Caption> {
    const checked = checkCaptionOptions(checkOptions('caption', options));
    const picture = await toImageRef(image, this.#state.openLibraries);
    const params = { model: this.#state.models.caption, picture, options: checked, priority: options.priority };
    return this.#state.session.call('caption', params, this.#state.heard(options));
  }

  /**
   * A caption as it is written, token by token, with where the model looked for each. Greedy, or sampled with `topP`.
   * Leaving the loop stops the model at its next token.
   *
   * @throws what {@link LanguageCalls.caption} throws, at the first step
   * @example
   * ```ts
   * for await (const { text, heat } of onsight.captionStream(file, { signal })) show(text, heat);
   * ```
   */
  captionStream(image: ImageOrItem, options: CaptionStreamOptions = {}): Stream<CaptionStep, Caption> {
    const checked = checkCaptionOptions({ ...checkOptions('captionStream', options), beams: 1 });
    const params = async (): Promise<ParamsOf<EngineContract, 'caption'>> => ({
      model: this.#state.models.caption,
      picture: await toImageRef(image, this.#state.openLibraries),
      options: checked,
    });
    return this.#state.session.stream('caption', params, this.#state.heard(options));
  }

  /**
   * Answers a question about a picture; with `answers` ranks those instead of writing one. The second question about a
   * picture does not look at it again.
   *
   * @returns the answer with its probability, and `alternatives`, most probable first
   * @throws what {@link LanguageCalls.caption} throws
   */
  async ask(image: ImageOrItem, question: string, options: AskOptions = {}): Promise<Answer> {
    checkText('question', question);
    const checked = checkAnswerOptions(checkOptions('ask', options));
    const picture = await toImageRef(image, this.#state.openLibraries);
    const { priority } = options;
    const params = { model: this.#state.models.ask, picture, question, options: checked, priority };
    return this.#state.session.call('ask', params, this.#state.heard(options));
  }

  /**
   * How well a text, or each of several, fits a picture.
   *
   * @throws what {@link LanguageCalls.caption} throws
   */
  async match(image: ImageOrItem, text: string, options?: MatchOptions): Promise<number>;
  async match(image: ImageOrItem, texts: readonly string[], options?: MatchOptions): Promise<readonly number[]>;
  async match(
    image: ImageOrItem,
    text: string | readonly string[],
    options: MatchOptions = {},
  ): Promise<number | readonly number[]> {
    const texts = toTexts(text);
    checkBy(checkOptions('match', options).by);
    for (const each of texts) checkText('text', each);
    if (texts.length === 0) return [];
    const picture = await toImageRef(image, this.#state.openLibraries);
    const params = {
      model: this.#state.models.match,
      picture,
      texts,
      similarity: options.by === 'itc',
      priority: options.priority,
    };
    const found = await this.#state.session.call('match', params, this.#state.heard(options));
    return typeof text === 'string' ? (found[0] ?? 0) : found;
  }
}

/** Callers without types may hand in anything. */
function toTexts(text: string | readonly string[]): readonly string[] {
  if (typeof text === 'string') return [text];
  if (Array.isArray(text)) return Array.from<string>(text);
  throw new TypeError(`Expected \`text\` to be a string or an array of strings, got \`${typeof text}\`.`);
}

function checkBy(by: string | undefined): void {
  if (by !== undefined && by !== 'itm' && by !== 'itc')
    throw new TypeError(`Expected \`by\` to be 'itm' or 'itc', got \`${by}\`.`);
}
