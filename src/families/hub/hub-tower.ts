import type { AbortOptions } from '../../core/async/abort.ts';
import { OnsightError } from '../../core/errors.ts';
import type { Priority } from '../../core/async/lane.ts';
import { normalize } from '../../math/normalize.ts';
import { floatsOf, rowsOf, type TensorData, type TensorMap } from '../../runtime/tensor-data.ts';
import type { TransformersSession } from '../../runtime/transformers/transformers-session.ts';
import type { HubPlan } from './hub-plan.ts';

/** Options of a tower's batch. */
export interface TowerOptions extends AbortOptions {
  readonly priority?: Priority;
}

/** Shared by both towers: names the output, feeds the inputs of the other tower, normalises vectors. */
export class HubTower {
  readonly session: TransformersSession;
  readonly output: string;
  readonly #plan: HubPlan;
  #isWarm = false;

  constructor(session: TransformersSession, plan: HubPlan, side: 'text' | 'image') {
    this.session = session;
    this.#plan = plan;
    const names = plan.family.outputs[side];
    const output = names.find((name) => session.outputNames.includes(name));
    if (output === undefined)
      throw unusable(
        plan,
        `its graph gives no ${side} embedding (${names.join(' or ')}, but ${session.outputNames.join(', ')})`,
      );
    this.output = output;
  }

  /** Runs with the given inputs; constant inputs and those of the other tower are filled in. */
  protected async rows(given: TensorMap, count: number, options: TowerOptions): Promise<readonly Float32Array[]> {
    const feeds = Object.fromEntries(
      this.session.inputs.map(({ name, shape }) => {
        // If the graph ties the two batches together, both have the same size; otherwise one row is the least work.
        const tied = Object.keys(given).some((key) => typeof shape[0] === 'string' && shape[0] === this.#batchOf(key));
        return [name, given[name] ?? this.#filler(name, tied ? count : 1, given)];
      }),
    );
    const outputs = await this.session.run(feeds, { ...options, outputs: [this.output] });
    const vectors = rowsOf(floatsOf(outputs, this.output));
    const { dims } = this.#plan;
    const [first] = vectors;
    if (first?.length !== dims || vectors.length !== count)
      throw unusable(
        this.#plan,
        `it gave ${String(vectors.length)} x ${String(first?.length ?? 0)} numbers for ${String(count)} x ${String(dims)}`,
      );
    return vectors.map((vector) => this.#toUnit(vector));
  }

  /** Runs the graph once on WebGPU, where the first run compiles shaders; the inputs are dummies. */
  async warm(options: AbortOptions): Promise<void> {
    if (this.session.backend === 'wasm' || this.#isWarm) return;
    const feeds = Object.fromEntries(this.session.inputs.map(({ name }) => [name, this.#filler(name, 1, {})]));
    await this.session.run(feeds, { ...options, outputs: [this.output] });
    this.#isWarm = true;
  }

  #batchOf(input: string): number | string | undefined {
    return this.session.inputs.find(({ name }) => name === input)?.shape[0];
  }

  #filler(name: string, rows: number, given: TensorMap): TensorData {
    switch (name) {
      case 'pixel_values': {
        const [width, height] = this.#plan.image.size;
        return { type: 'float32', dims: [rows, 3, height, width], data: new Float32Array(rows * 3 * width * height) };
      }
      case 'input_ids':
        return {
          type: 'int64',
          dims: [rows, this.#fillerTokens],
          data: new BigInt64Array(rows * this.#fillerTokens).fill(1n),
        };
      case 'attention_mask':
      case 'token_type_ids': {
        const [own = rows, tokens = this.#fillerTokens] = given['input_ids']?.dims ?? [];
        const data = new BigInt64Array(own * tokens).fill(name === 'attention_mask' ? 1n : 0n);
        return { type: 'int64', dims: [own, tokens], data };
      }
      default:
        throw unusable(this.#plan, `its graph wants an input "${name}"`);
    }
  }

  /** A dummy text, as short as the tower accepts. */
  get #fillerTokens(): number {
    const tokens = this.session.inputs.find(({ name }) => name === 'input_ids')?.shape[1];
    if (typeof tokens === 'number') return tokens;
    return this.#plan.textRule.padding === 'full' ? this.#plan.textRule.maxTokens : 2;
  }

  #toUnit(vector: Float32Array): Float32Array {
    try {
      return normalize(vector);
    } catch (cause) {
      const reason = `${this.session.name} gave an embedding without a direction`;
      throw new OnsightError('backend-failed', { backend: this.session.backend, reason }, { cause });
    }
  }
}

/** Error for a repository whose graphs do not match its family. */
export function unusable(plan: HubPlan, reason: string): OnsightError {
  return new OnsightError('unsupported-model', { model: plan.id, reason });
}
