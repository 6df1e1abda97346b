import type { LaneOptions } from '../core/async/lane.ts';
import { BeamSearch } from './beam-search.ts';
import type { Decoder, DecoderStep, Continuation } from './decoder.ts';
import type { GenerationPlan } from './generation-plan.ts';
import { type Finished, type Sequence, type Search, scoreOf, rowView, extend } from './search.ts';
import type { LogitsProcessor } from './logits-processor.ts';
import { likeliest, logSumExp } from './log-softmax.ts';
import { createRandom } from '../math/random.ts';

/**
 * Greedy search and sampling, like Hugging Face's `_sample`: sequences are independent and continue with the likeliest
 * or a sampled token. Log probabilities are the model's own, before processors.
 */
class RowSearch implements Search {
  readonly #plan: GenerationPlan;
  readonly #processors: readonly LogitsProcessor[];
  readonly #end: number;
  readonly #promptLength: number;
  readonly #pick: (scores: Float32Array) => number;
  readonly #finished: Finished[] = [];
  #running: readonly Sequence[];

  constructor(plan: GenerationPlan, processors: readonly LogitsProcessor[], prompt: readonly number[], end: number) {
    this.#plan = plan;
    this.#processors = processors;
    this.#end = end;
    this.#promptLength = prompt.length;
    this.#pick = plan.sampling === undefined ? likeliest : drawWith(createRandom(plan.sampling.seed));
    this.#running = Array.from({ length: plan.n }, () => ({ ids: prompt, logProbability: 0, attention: [] }));
  }

  get growing(): Sequence | undefined {
    return this.#plan.n === 1 ? (this.#running[0] ?? this.#finished[0]) : undefined;
  }

  advance(step: DecoderStep): readonly Continuation[] {
    const goOn: Continuation[] = [];
    const running: Sequence[] = [];
    for (const [index, sequence] of this.#running.entries()) {
      // The prompt is read once for all rows.
      const row = step.rows === 1 ? 0 : index;
      const next = this.#write(sequence, step, row);
      const token = next.ids.at(-1) ?? this.#end;
      const length = next.ids.length - this.#promptLength;
      if (token === this.#end || length >= this.#plan.maxNewTokens) {
        this.#finished.push({ ...next, score: scoreOf(next.logProbability, length, this.#plan.lengthPenalty) });
      } else {
        running.push(next);
        goOn.push({ row, token });
      }
    }
    this.#running = running;
    return goOn;
  }

  #write(sequence: Sequence, step: DecoderStep, row: number): Sequence {
    const logits = rowView(step.logits, step.rows, row);
    const scores = this.#processors.length === 0 ? logits : logits.slice();
    for (const process of this.#processors) process(sequence.ids, scores);
    const token = this.#pick(scores);
    const logProbability = sequence.logProbability + (logits[token] ?? 0) - logSumExp(logits);
    return extend(sequence, token, logProbability, step, row);
  }

  results(): readonly Finished[] {
    return this.#finished.toSorted((a, b) => b.score - a.score);
  }
}

/** Options of {@link generate}. */
interface GenerateCallOptions extends LaneOptions {
  /** Called with the growing sequence after every token except the end token, if a single sequence grows. */
  readonly onToken?: ((sequence: Sequence) => void) | undefined;
}

/**
 * Generates sequences that start with `prompt` until the token `end` or the plan's limit. The single loop for greedy
 * search, sampling and beam search.
 *
 * @returns the plan's `n` best, best first
 */
export async function generate(
  decoder: Decoder,
  prompt: readonly number[],
  end: number,
  plan: GenerationPlan,
  { onToken, ...options }: GenerateCallOptions = {},
): Promise<readonly Finished[]> {
  const processors = createProcessors(plan, prompt.length, end);
  const search = new (plan.beams > 1 ? BeamSearch : RowSearch)(plan, processors, prompt, end);
  const notify = (): void => {
    const { growing } = search;
    if (growing !== undefined && growing.ids.at(-1) !== end) onToken?.(growing);
  };
  let next = search.advance(await decoder.start(prompt, options));
  notify();
  while (next.length > 0) {
    options.signal?.throwIfAborted();
    next = search.advance(await decoder.next(next, options));
    notify();
  }
  options.signal?.throwIfAborted();
  return search.results().slice(0, plan.n);
}

function drawWith(random: () => number): (scores: Float32Array) => number {
  return (scores) => {
    const total = logSumExp(scores);
    let left = random();
    for (let id = 0; id < scores.length; id += 1) {
      left -= Math.exp((scores[id] ?? -Infinity) - total);
      if (left < 0) return id;
    }
    // Rounding can leave a tiny remainder.
    return likeliest(scores);
  };
}

/**
 * Processors of a plan in the order of Hugging Face's `_get_logits_processor` (transformers 5.23, generation/utils.py):
 * penalties and bans first, then the sampling-only ones.
 */
function createProcessors(plan: GenerationPlan, promptLength: number, end: number): readonly LogitsProcessor[] {
  const processors: LogitsProcessor[] = [];
  if (plan.repetitionPenalty !== 1) processors.push(repetitionPenalty(plan.repetitionPenalty));
  if (plan.noRepeatNgramSize > 0) processors.push(noRepeatNgram(plan.noRepeatNgramSize));
  if (plan.minNewTokens > 0) processors.push(minNewTokens(plan.minNewTokens, promptLength, end));
  if (plan.sampling !== undefined) {
    if (plan.sampling.temperature !== 1) processors.push(temperature(plan.sampling.temperature));
    if (plan.sampling.topP < 1) processors.push(topP(plan.sampling.topP));
  }
  return processors;
}

/** Forbids the end token before `least` new tokens, like Hugging Face's `MinNewTokensLengthLogitsProcessor`. */
function minNewTokens(least: number, promptLength: number, end: number): LogitsProcessor {
  return (ids, scores) => {
    if (ids.length - promptLength < least) scores[end] = -Infinity;
  };
}

/** Forbids tokens that would repeat an n-gram of the sequence, like Hugging Face's `NoRepeatNGramLogitsProcessor`. */
function noRepeatNgram(size: number): LogitsProcessor {
  return (ids, scores) => {
    const prefix = ids.slice(ids.length + 1 - size);
    for (let start = 0; start + size <= ids.length; start += 1) {
      const banned = ids[start + size - 1];
      const repeats = prefix.every((id, offset) => ids[start + offset] === id);
      if (repeats && banned !== undefined && banned < scores.length) scores[banned] = -Infinity;
    }
  };
}

/**
 * Makes tokens already in the sequence less likely (Keskar et al. 2019, CTRL): a negative score is multiplied by the
 * penalty, a positive one is divided by it. Equal to Hugging Face's `RepetitionPenaltyLogitsProcessor`.
 */
function repetitionPenalty(penalty: number): LogitsProcessor {
  return (ids, scores) => {
    for (const id of new Set(ids)) {
      const score = scores[id];
      // A tokenizer may have more ids than the decoder can output.
      if (score !== undefined) scores[id] = score < 0 ? score * penalty : score / penalty;
    }
  };
}

/** Divides scores: values below 1 sharpen the distribution, values above 1 flatten it. */
function temperature(value: number): LogitsProcessor {
  return (_, scores) => {
    for (let id = 0; id < scores.length; id += 1) scores[id] = (scores[id] ?? 0) / value;
  };
}

/**
 * Keeps the smallest set of likeliest tokens whose probability reaches `mass` (Holtzman et al. 2019) and forbids the
 * rest. Like Hugging Face's `TopPLogitsWarper`, but ties with the last kept token are kept too.
 */
function topP(mass: number): LogitsProcessor {
  return (_, scores) => {
    const total = logSumExp(scores);
    const ascending = scores.slice().sort();
    let next = ascending.length;
    let reached = 0;
    while (next > 0 && reached < mass) {
      next -= 1;
      reached += Math.exp((ascending[next] ?? 0) - total);
    }
    const least = ascending[next] ?? -Infinity;
    for (let id = 0; id < scores.length; id += 1) if ((scores[id] ?? 0) < least) scores[id] = -Infinity;
  };
}
