import type { LaneOptions } from '../../core/lane.ts';
import { floatsOf, rowsOf, type TensorData } from '../../runtime/tensor-data.ts';
import { toTokenFeeds } from '../embed-tokens.ts';
import type { OpenPart } from '../pack-sessions.ts';
import { softmax } from '../softmax.ts';
import type { TextTokenizer } from '../text-tokenizer.ts';
import { batchesOf, repeatRows } from './row-batches.ts';

/** The text encoder of a pack: reads texts against a picture. */
export class TextReader {
  readonly #part: OpenPart;
  readonly #tokenizer: TextTokenizer;

  constructor(part: OpenPart, tokenizer: TextTokenizer) {
    this.#part = part;
    this.#tokenizer = tokenizer;
  }

  /**
   * The states of one question read against image states `[rows, states, width]`: `[rows, tokens, width]`.
   */
  async readQuestion(question: string, states: TensorData, options: LaneOptions): Promise<TensorData> {
    const texts = Array.from({ length: states.dims[0] ?? 1 }, () => question);
    return this.#read(texts, states, 'states', options);
  }

  /** ITM: the probability that each text belongs to the picture, softmax of the two logits. */
  async match(texts: readonly string[], states: TensorData, options: LaneOptions): Promise<readonly number[]> {
    const logits: Float32Array[] = [];
    // Texts of different lengths run together under a mask only.
    const limit = this.#part.takes('mask') ? this.#part.rowLimit : 1;
    for (const batch of batchesOf(texts, limit, states.data.byteLength)) {
      const outputs = await this.#read(batch, repeatRows(states, batch.length), 'match', options);
      logits.push(...rowsOf(outputs));
    }
    return logits.map((row) => softmax([...row])[1] ?? 0);
  }

  async #read(
    texts: readonly string[],
    states: TensorData,
    key: string,
    options: LaneOptions,
  ): Promise<TensorData & { readonly type: 'float32' }> {
    const name = this.#part.output(key);
    const feeds = {
      ...toTokenFeeds(this.#part, this.#tokenizer.encodeBatch(texts)),
      [this.#part.input('states')]: states,
    };
    return floatsOf(await this.#part.session.run(feeds, { ...options, outputs: [name] }), name);
  }
}
