import type { LaneOptions } from '../core/async/lane.ts';
import { BeamSearch } from './beam-search.ts';
import type { Decoder } from './decoder.ts';
import type { GenerationPlan } from './generation-plan.ts';
import { createProcessors } from './logits-processor.ts';
import { RowSearch } from './row-search.ts';
import type { Finished, Sequence } from './search.ts';

/** Options of {@link generate}. */
interface GenerateCallOptions extends LaneOptions {
  /** Called with the growing sequence after every token except the end token, if a single sequence grows. */
  readonly onToken?: ((sequence: Sequence) => void) | undefined;
}

/**
 * Generates sequences that start with `prompt` until the token `end` or the plan's limit. The single loop for greedy
 * search, sampling and beam search.
 *
 * @returns the plan's `n` best, best first
 */
export async function generate(
  decoder: Decoder,
  prompt: readonly number[],
  end: number,
  plan: GenerationPlan,
  { onToken, ...options }: GenerateCallOptions = {},
): Promise<readonly Finished[]> {
  const processors = createProcessors(plan, prompt.length, end);
  const search = new (plan.beams > 1 ? BeamSearch : RowSearch)(plan, processors, prompt, end);
  const notify = (): void => {
    const { growing } = search;
    if (growing !== undefined && growing.ids.at(-1) !== end) onToken?.(growing);
  };
  let next = search.advance(await decoder.start(prompt, options));
  notify();
  while (next.length > 0) {
    options.signal?.throwIfAborted();
    next = search.advance(await decoder.next(next, options));
    notify();
  }
  options.signal?.throwIfAborted();
  return search.results().slice(0, plan.n);
}
