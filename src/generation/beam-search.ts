import type { Continuation, DecoderStep } from './decoder.ts';
import type { GenerationPlan } from './generation-plan.ts';
import { logSoftmax } from './log-softmax.ts';
import type { LogitsProcessor } from './logits-processor.ts';
import { extend, rowView, scoreOf, type Finished, type Search, type Sequence } from './search.ts';

/** A candidate continuation: `token` after running sequence `beam`. */
interface Candidate {
  readonly beam: number;
  readonly token: number;
  readonly logProbability: number;
}

/**
 * Beam search equal to Hugging Face's `_beam_search` (transformers 5.23, `early_stopping=False`). Each step takes the
 * best 2 * beams candidates: those among the first `beams` that end are finished, and the best `beams` that do not end
 * continue. The search is over when the best running sequence, at its current length, cannot beat the worst finished
 * one. Processors receive log probabilities, not logits.
 */
export class BeamSearch implements Search {
  readonly #plan: GenerationPlan;
  readonly #processors: readonly LogitsProcessor[];
  readonly #end: number;
  readonly #promptLength: number;
  #running: readonly Sequence[];
  #finished: readonly Finished[] = [];
  readonly growing = undefined;

  constructor(plan: GenerationPlan, processors: readonly LogitsProcessor[], prompt: readonly number[], end: number) {
    this.#plan = plan;
    this.#processors = processors;
    this.#end = end;
    this.#promptLength = prompt.length;
    this.#running = [{ ids: prompt, logProbability: 0, attention: [] }];
  }

  advance(step: DecoderStep): readonly Continuation[] {
    const { beams, maxNewTokens, lengthPenalty } = this.#plan;
    const candidates = this.#bestCandidates(step);
    const newTokens = (this.#running[0]?.ids.length ?? 0) + 1 - this.#promptLength;
    const ends = (candidate: Candidate): boolean => candidate.token === this.#end || newTokens >= maxNewTokens;
    const running = this.#running;
    const grow = ({ beam, token, logProbability }: Candidate): Sequence[] =>
      running.slice(beam, beam + 1).map((sequence) => extend(sequence, token, logProbability, step, beam));

    const ended = candidates.slice(0, beams).filter(ends).flatMap(grow);
    const scored = ended.map((each) => ({ ...each, score: scoreOf(each.logProbability, newTokens, lengthPenalty) }));
    // The sort is stable: among equal scores the older comes first.
    this.#finished = [...this.#finished, ...scored].sort((a, b) => b.score - a.score).slice(0, beams);

    const goOn = candidates.filter((candidate) => !ends(candidate)).slice(0, beams);
    this.#running = goOn.flatMap(grow);
    return this.#isOver(newTokens) ? [] : goOn.map(({ beam, token }) => ({ row: beam, token }));
  }

  #isOver(newTokens: number): boolean {
    const { beams, lengthPenalty } = this.#plan;
    const [best] = this.#running;
    if (best === undefined) return true;
    if (this.#finished.length < beams) return false;
    const worst = this.#finished.at(-1)?.score ?? -Infinity;
    return scoreOf(best.logProbability, newTokens, lengthPenalty) <= worst;
  }

  /** The best 2 * beams continuations of all running sequences, best first. */
  #bestCandidates(step: DecoderStep): readonly Candidate[] {
    const most = 2 * this.#plan.beams;
    const best: Candidate[] = [];
    let worst = -Infinity;
    for (const [beam, sequence] of this.#running.entries()) {
      const scores = logSoftmax(rowView(step.logits, step.rows, beam));
      for (const process of this.#processors) process(sequence.ids, scores);
      const sum = sequence.logProbability;
      for (let token = 0; token < scores.length; token += 1) {
        const logProbability = sum + (scores[token] ?? 0);
        if (logProbability <= worst) continue;
        insert(best, { beam, token, logProbability });
        if (best.length > most) best.pop();
        if (best.length === most) worst = best.at(-1)?.logProbability ?? worst;
      }
    }
    return best;
  }

  results(): readonly Finished[] {
    return this.#finished;
  }
}

/** Inserts into `sorted`, best first; among equals the earlier stays first. */
function insert(sorted: Candidate[], candidate: Candidate): void {
  let at = sorted.length;
  while (at > 0 && (sorted[at - 1]?.logProbability ?? 0) < candidate.logProbability) at -= 1;
  sorted.splice(at, 0, candidate);
}
