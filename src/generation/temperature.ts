import type { LogitsProcessor } from './logits-processor.ts';

/** Divides scores: values below 1 sharpen the distribution, values above 1 flatten it. */
export function temperature(value: number): LogitsProcessor {
  return (_, scores) => {
    for (let id = 0; id < scores.length; id += 1) scores[id] = (scores[id] ?? 0) / value;
  };
}
