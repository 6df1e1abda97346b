import type { LogitsProcessor } from './logits-processor.ts';

/** Divides scores: below 1 likely tokens become likelier, above 1 all become more alike. */
export function temperature(value: number): LogitsProcessor {
  return (_, scores) => {
    for (let id = 0; id < scores.length; id += 1) scores[id] = (scores[id] ?? 0) / value;
  };
}
