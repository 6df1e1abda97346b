import { minNewTokens } from './min-new-tokens.ts';
import { noRepeatNgram } from './no-repeat-ngram.ts';
import { repetitionPenalty } from './repetition-penalty.ts';
import { temperature } from './temperature.ts';
import { topP } from './top-p.ts';
import type { GenerationPlan } from './generation-plan.ts';

/** Modifies the scores of the next token in place. `ids` is the sequence so far, including the prompt. */
export type LogitsProcessor = (ids: readonly number[], scores: Float32Array) => void;

/**
 * Processors of a plan in the order of Hugging Face's `_get_logits_processor` (transformers 5.23, generation/utils.py):
 * penalties and bans first, then the sampling-only ones.
 */
export function createProcessors(plan: GenerationPlan, promptLength: number, end: number): readonly LogitsProcessor[] {
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
