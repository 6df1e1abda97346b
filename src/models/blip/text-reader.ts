import type { LaneOptions } from '../../core/lane.ts';
import { floatsOf, rowsOf, type TensorData } from '../../runtime/tensor-data.ts';
import { toTokenFeeds } from '../embed-tokens.ts';
import type { OpenPart } from '../pack-sessions.ts';
import { softmax } from '../softmax.ts';
import type { TextTokenizer } from '../text-tokenizer.ts';

/** The text encoder of a pack: reads a text against a picture. */
export class TextReader {
  readonly #part: OpenPart;
  readonly #tokenizer: TextTokenizer;

  constructor(part: OpenPart, tokenizer: TextTokenizer) {
    this.#part = part;
    this.#tokenizer = tokenizer;
  }

  /** The states of a question, `[1, tokens, width]`, read against image states `[1, states, width]`. */
  async readQuestion(question: string, states: TensorData, options: LaneOptions): Promise<TensorData> {
    return this.#read(question, states, 'states', options);
  }

  /** ITM: the probability that each text belongs to the picture, softmax of the two logits. */
  async match(texts: readonly string[], states: TensorData, options: LaneOptions): Promise<readonly number[]> {
    const probabilities: number[] = [];
    for (const text of texts) {
      const [logits] = rowsOf(floatsOf({ match: await this.#read(text, states, 'match', options) }, 'match'));
      probabilities.push(softmax([...(logits ?? [])])[1] ?? 0);
    }
    return probabilities;
  }

  async #read(text: string, states: TensorData, key: string, options: LaneOptions): Promise<TensorData> {
    const name = this.#part.output(key);
    const feeds = {
      ...toTokenFeeds(this.#part, this.#tokenizer.encodeBatch([text])),
      [this.#part.input('states')]: states,
    };
    return floatsOf(await this.#part.session.run(feeds, { ...options, outputs: [name] }), name);
  }
}
