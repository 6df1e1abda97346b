import type { LogitsProcessor } from './logits-processor.ts';

/** Forbids tokens that would repeat an n-gram of the sequence, like Hugging Face's `NoRepeatNGramLogitsProcessor`. */
export function noRepeatNgram(size: number): LogitsProcessor {
  return (ids, scores) => {
    const prefix = ids.slice(ids.length + 1 - size);
    for (let start = 0; start + size <= ids.length; start += 1) {
      const banned = ids[start + size - 1];
      const repeats = prefix.every((id, offset) => ids[start + offset] === id);
      if (repeats && banned !== undefined && banned < scores.length) scores[banned] = -Infinity;
    }
  };
}
