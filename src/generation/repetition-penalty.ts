import type { LogitsProcessor } from './logits-processor.ts';

/**
 * Makes tokens already in the sequence less likely (Keskar et al. 2019, CTRL): a negative score is multiplied by the
 * penalty, a positive one is divided by it. Equal to Hugging Face's `RepetitionPenaltyLogitsProcessor`.
 */
export function repetitionPenalty(penalty: number): LogitsProcessor {
  return (ids, scores) => {
    for (const id of new Set(ids)) {
      const score = scores[id];
      // A tokenizer may have more ids than the decoder can output.
      if (score !== undefined) scores[id] = score < 0 ? score * penalty : score / penalty;
    }
  };
}
