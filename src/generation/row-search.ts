import type { Continuation, DecoderStep } from './decoder.ts';
import type { GenerationPlan } from './generation-plan.ts';
import { likeliest, logSumExp } from './log-softmax.ts';
import type { LogitsProcessor } from './logits-processor.ts';
import { createRandom } from '../math/random.ts';
import { extend, rowView, scoreOf, type Finished, type Search, type Sequence } from './search.ts';

/**
 * Greedy search and sampling, like Hugging Face's `_sample`: sequences are independent and continue with the likeliest
 * or a sampled token. Log probabilities are the model's own, before processors.
 */
export class RowSearch implements Search {
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
