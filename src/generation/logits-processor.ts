import type { GenerationPlan } from './generation-plan.ts';
import { logSumExp } from './log-softmax.ts';

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
