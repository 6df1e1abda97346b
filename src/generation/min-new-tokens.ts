import type { LogitsProcessor } from './logits-processor.ts';

/** Forbids the end token before `least` new tokens, like Hugging Face's `MinNewTokensLengthLogitsProcessor`. */
export function minNewTokens(least: number, promptLength: number, end: number): LogitsProcessor {
  return (ids, scores) => {
    if (ids.length - promptLength < least) scores[end] = -Infinity;
  };
}
