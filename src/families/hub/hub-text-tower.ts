import type { TensorMap } from '../../runtime/tensor-data.ts';
import type { TransformersSession } from '../../runtime/transformers/transformers-session.ts';
import type { Tower } from '../text-embedder.ts';
import type { HubPlan } from './hub-plan.ts';
import type { HubTokenizer, TokenIds } from './hub-tokenizer.ts';
import { HubTower, type TowerOptions } from './hub-tower.ts';

/** Texts to unit-length embeddings. */
export class HubTextTower extends HubTower implements Tower<string> {
  readonly #tokenizer: HubTokenizer;
  /** Tokens that every text has; undefined where a batch is as long as its longest text. */
  readonly #length: number | undefined;
  readonly #maxTokens: number;
  readonly #hasMask: boolean;
  readonly #mayPad: boolean;

  constructor(session: TransformersSession, plan: HubPlan, tokenizer: HubTokenizer) {
    super(session, plan, 'text');
    this.#tokenizer = tokenizer;
    const declared = session.inputs.find(({ name }) => name === 'input_ids')?.shape[1];
    const { padding, maxTokens } = plan.textRule;
    this.#length = typeof declared === 'number' ? declared : padding === 'full' ? maxTokens : undefined;
    this.#maxTokens = Math.min(maxTokens, this.#length ?? maxTokens);
    this.#hasMask = session.inputNames.includes('attention_mask');
    this.#mayPad = this.#hasMask || this.#length !== undefined || padding !== 'masked';
  }

  /** `[texts, tokens]` in, a row of `dims` numbers for each text out. */
  async embed(texts: readonly string[], options: TowerOptions = {}): Promise<readonly Float32Array[]> {
    const encoded = texts.map((text, index) => ({ index, ids: this.#tokenizer.encode(text, this.#maxTokens) }));
    const results: Float32Array[] = [];
    for (const group of this.#mayPad ? [encoded] : ofEqualLength(encoded)) {
      const rows = await this.#run(
        group.map(({ ids }) => ids),
        options,
      );
      for (const [row, { index }] of group.entries()) results[index] = rows[row] ?? new Float32Array();
    }
    return results;
  }

  #run(rows: readonly TokenIds[], options: TowerOptions): Promise<readonly Float32Array[]> {
    const tokens = this.#length ?? Math.max(...rows.map((ids) => ids.length));
    const dims = [rows.length, tokens];
    const data = new BigInt64Array(rows.length * tokens).fill(BigInt(this.#tokenizer.pad));
    const mask = new BigInt64Array(rows.length * tokens);
    for (const [row, ids] of rows.entries()) {
      const start = row * tokens + (this.#tokenizer.padsLeft ? tokens - ids.length : 0);
      data.set(ids.map(BigInt), start);
      mask.fill(1n, start, start + ids.length);
    }
    const feeds: TensorMap = {
      input_ids: { type: 'int64', dims, data },
      ...(this.#hasMask ? { attention_mask: { type: 'int64', dims, data: mask } } : {}),
    };
    return this.rows(feeds, rows.length, options);
  }
}

/** A tower that looks at every token and takes no mask would see padding as words. */
function ofEqualLength<T extends { readonly ids: TokenIds }>(encoded: readonly T[]): readonly (readonly T[])[] {
  const groups = new Map<number, T[]>();
  for (const each of encoded) groups.set(each.ids.length, [...(groups.get(each.ids.length) ?? []), each]);
  return [...groups.values()];
}
