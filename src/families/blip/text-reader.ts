import type { LaneOptions } from '../../core/async/lane.ts';
import { floatsOf, rowsOf, type FloatTensor } from '../../runtime/tensor-data.ts';
import { toTokenFeeds } from '../packs/embed-tokens.ts';
import type { OpenPart } from '../packs/pack-sessions.ts';
import { softmax } from '../softmax.ts';
import type { TextTokenizer } from '../packs/text-tokenizer.ts';
import { batchesOf, repeatRows } from '../../generation/row-batches.ts';

/** The text encoder of a pack: reads texts against an image. */
export class TextReader {
  readonly #part: OpenPart;
  readonly #tokenizer: TextTokenizer;

  constructor(part: OpenPart, tokenizer: TextTokenizer) {
    this.#part = part;
    this.#tokenizer = tokenizer;
  }

  get fixedBatch(): boolean {
    return this.#part.fixedBatch;
  }

  /** States of one question against image states `[rows, states, width]`: `[rows, tokens, width]`. */
  async readQuestion(question: string, states: FloatTensor, options: LaneOptions): Promise<FloatTensor> {
    const texts = Array.from({ length: states.dims[0] ?? 1 }, () => question);
    return this.#read(texts, states, 'states', options);
  }

  /**
   * Attention of each token of a question to the image, `[1, tokens, states]`; undefined if the graph does not output
   * it.
   */
  async lookOf(question: string, states: FloatTensor, options: LaneOptions): Promise<FloatTensor | undefined> {
    return this.#part.gives('attention') ? this.#read([question], states, 'attention', options) : undefined;
  }

  /** ITM: probability that each text matches the image, softmax of the two logits. */
  async match(texts: readonly string[], states: FloatTensor, options: LaneOptions): Promise<readonly number[]> {
    const logits: Float32Array[] = [];
    // Texts of different lengths can only be batched with a mask.
    const together = this.#part.takes('mask') && !this.#part.fixedBatch && !this.#part.rowsInterfere;
    for (const batch of batchesOf(texts, together, states.data.byteLength)) {
      const outputs = await this.#read(batch, repeatRows(states, batch.length), 'match', options);
      logits.push(...rowsOf(outputs));
    }
    return logits.map((row) => softmax([...row])[1] ?? 0);
  }

  async #read(texts: readonly string[], states: FloatTensor, key: string, options: LaneOptions): Promise<FloatTensor> {
    const name = this.#part.output(key);
    const feeds = {
      ...toTokenFeeds(this.#part, this.#tokenizer.encodeBatch(texts)),
      [this.#part.input('states')]: states,
    };
    return floatsOf(await this.#part.session.run(feeds, { ...options, outputs: [name] }), name);
  }
}
