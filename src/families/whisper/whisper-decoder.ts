import type { LaneOptions } from '../../core/async/lane.ts';
import type { ModelSession } from '../../runtime/model-session.ts';
import { floatsOf, type FloatTensor, type TensorData } from '../../runtime/tensor-data.ts';
import { likeliest, logSumExp } from '../../generation/log-softmax.ts';
import { applyTimestampRules } from './timestamp-rules.ts';
import { isLoop } from './is-credible.ts';
import type { AttentionHead } from './token-times.ts';
import type { WhisperPlan } from './whisper-plan.ts';
import type { WhisperTokenizer } from './whisper-tokenizer.ts';

/** Tokens of a window, as a model wrote them. */
export interface WrittenTokens {
  /** Without the prompt and the end. */
  readonly tokens: readonly number[];
  /** Mean natural logarithm of their probabilities. */
  readonly meanLogProbability: number;
  /** Cross-attention of the alignment heads while each token was read; empty unless it was asked for. */
  readonly heads: readonly AttentionHead[];
}

/** Options of {@link WhisperDecoder.write}. */
interface WriteOptions extends LaneOptions {
  /** Records the attention that times of tokens need. */
  readonly withAttention: boolean;
}

/** Longest text of a window, in tokens: half of what fits, as in openai/whisper. */
const maxTokens = 224;

/** Keys and values by the name of the input that takes them. */
type Past = Record<string, FloatTensor>;

/** Writes tokens greedily over the states of an encoded window, with a key-value cache. */
export class WhisperDecoder {
  readonly #session: ModelSession;
  readonly #plan: WhisperPlan;
  readonly #tokenizer: WhisperTokenizer;

  constructor(session: ModelSession, plan: WhisperPlan, tokenizer: WhisperTokenizer) {
    this.#session = session;
    this.#plan = plan;
    this.#tokenizer = tokenizer;
  }

  /** True if the graph gives the attention that times of words are computed from. */
  get hasAttention(): boolean {
    return this.#session.outputNames.includes('cross_attentions.0');
  }

  /** Logits after the start token alone: of the languages, and of silence. */
  async firstLogits(states: FloatTensor, options: LaneOptions): Promise<Float32Array> {
    const outputs = await this.#session.run(this.#feeds(states, [this.#tokenizer.ids.start], undefined), {
      ...options,
      outputs: ['logits'],
    });
    return floatsOf(outputs, 'logits').data;
  }

  async write(states: FloatTensor, prompt: readonly number[], options: WriteOptions): Promise<WrittenTokens> {
    const { withAttention, ...lane } = options;
    const heads = withAttention ? this.#alignmentHeads() : [];
    const rows = heads.map((): Float32Array[] => []);
    const layers = [...new Set(heads.map(([layer]) => layer))].map((layer) => `cross_attentions.${String(layer)}`);
    const { max_target_positions } = this.#plan.config;
    const limit = Math.min(maxTokens, max_target_positions - prompt.length);
    const tokens: number[] = [];
    let past: Past | undefined;
    let sum = 0;
    for (let given = prompt; ; given = tokens.slice(-1)) {
      const presents = this.#presentNames(past === undefined);
      const outputs = await this.#session.run(this.#feeds(states, given, past), {
        ...lane,
        outputs: ['logits', ...presents, ...(past === undefined ? [] : layers)],
        checked: ['logits'],
      });
      if (past !== undefined)
        for (const [index, [layer, head]] of heads.entries())
          rows[index]?.push(lastRow(floatsOf(outputs, `cross_attentions.${String(layer)}`), head));
      past = { ...past, ...toPast(presents, outputs) };
      const { token, logProbability } = this.#choose(floatsOf(outputs, 'logits'), tokens);
      sum += logProbability;
      if (token === this.#tokenizer.ids.end) break;
      tokens.push(token);
      if (tokens.length >= limit || isLoop(tokens)) break;
    }
    return { tokens, meanLogProbability: sum / (tokens.length + 1), heads: rows.map((each) => ({ rows: each })) };
  }

  /** The most probable token that the rules allow. */
  #choose({ data, dims }: FloatTensor, written: readonly number[]): { token: number; logProbability: number } {
    const { begin_suppress_tokens, suppress_tokens, max_initial_timestamp_index } = this.#plan.generation;
    const logits = data.slice(-(dims.at(-1) ?? 0));
    const excluded = [...(suppress_tokens ?? []), ...(written.length === 0 ? (begin_suppress_tokens ?? []) : [])];
    for (const token of excluded) if (token >= 0 && token < logits.length) logits[token] = -Infinity;
    applyTimestampRules(logits, written, {
      ...this.#tokenizer.ids,
      maxInitialTimestamp: max_initial_timestamp_index ?? undefined,
    });
    const token = likeliest(logits);
    return { token, logProbability: (logits[token] ?? 0) - logSumExp(logits) };
  }

  #feeds(states: FloatTensor, tokens: readonly number[], past: Past | undefined): Record<string, TensorData> {
    const { d_model, decoder_attention_heads: heads } = this.#plan.config;
    const empty: FloatTensor = { type: 'float32', dims: [1, heads, 0, d_model / heads], data: new Float32Array(0) };
    return Object.fromEntries(
      this.#session.inputNames.map((name): [string, TensorData] => {
        if (name === 'input_ids')
          return [name, { type: 'int64', dims: [1, tokens.length], data: BigInt64Array.from(tokens, BigInt) }];
        if (name === 'encoder_hidden_states') return [name, states];
        if (name === 'use_cache_branch')
          return [name, { type: 'bool', dims: [1], data: Uint8Array.of(past === undefined ? 0 : 1) }];
        return [name, past?.[name] ?? empty];
      }),
    );
  }

  /** Keys and values of the encoder's states are computed with the prompt, and stay. */
  #presentNames(isFirst: boolean): readonly string[] {
    return this.#session.outputNames.filter(
      (name) => name.startsWith('present.') && (isFirst || name.includes('.decoder.')),
    );
  }

  /** Layer and number of the heads that follow the sound; of models that name none, all of the upper half. */
  #alignmentHeads(): readonly (readonly [layer: number, head: number])[] {
    const { decoder_layers: layers, decoder_attention_heads: count } = this.#plan.config;
    const named = this.#plan.generation.alignment_heads ?? [];
    if (named.length > 0) return named;
    const upper = Array.from({ length: layers }, (_, layer) => layer).slice(layers >> 1);
    return upper.flatMap((layer) => Array.from({ length: count }, (_, head) => [layer, head] as const));
  }
}

function toPast(presents: readonly string[], outputs: Readonly<Record<string, TensorData>>): Past {
  return Object.fromEntries(
    presents.map((name) => [name.replace('present.', 'past_key_values.'), floatsOf(outputs, name)]),
  );
}

/** Attention of one head for the last token, of `[1, heads, tokens, positions]`. */
function lastRow({ data, dims }: FloatTensor, head: number): Float32Array {
  const [, , tokens = 1, positions = 0] = dims;
  const end = (head + 1) * tokens * positions;
  return data.slice(end - positions, end);
}
