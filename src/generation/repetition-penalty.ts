import type { LogitsProcessor } from './logits-processor.ts';

/**
 * Makes tokens that stand in the sequence already less likely (Keskar et al. 2019, CTRL): a score below 0 is
 * multiplied by the penalty, another is divided by it. Hugging Face's `RepetitionPenaltyLogitsProcessor`.
 */
export function repetitionPenalty(penalty: number): LogitsProcessor {
  return (ids, scores) => {
    for (const id of new Set(ids)) {
      const score = scores[id];
      // A tokenizer may know more ids than the decoder can write.
      if (score !== undefined) scores[id] = score < 0 ? score * penalty : score / penalty;
    }
  };
}
