import type { LogitsProcessor } from './logits-processor.ts';
import { logSumExp } from './log-softmax.ts';

/**
 * Keeps the smallest set of likeliest tokens whose probability reaches `mass` (Holtzman et al. 2019) and forbids the
 * rest. Like Hugging Face's `TopPLogitsWarper`, but ties with the last kept token are kept too.
 */
export function topP(mass: number): LogitsProcessor {
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
