import { checkInteger } from '../core/check.ts';
import type { GenerateOptions } from '../families/vision-language-model.ts';

/** {@link GenerateOptions} with nothing left open. */
export interface GenerationPlan {
  readonly beams: number;
  readonly n: number;
  /** Present when tokens are drawn instead of searched for. */
  readonly sampling: { readonly topP: number; readonly temperature: number; readonly seed: number } | undefined;
  readonly maxNewTokens: number;
  readonly minNewTokens: number;
  readonly lengthPenalty: number;
  readonly repetitionPenalty: number;
  readonly noRepeatNgramSize: number;
}

const mostBeams = 16;

/** What a pack says of a task's generation. */
export interface GenerationDefaults {
  readonly beams: number;
  readonly maxNewTokens: number;
  /** @defaultValue 0, n-grams may repeat */
  readonly noRepeatNgramSize?: number;
  /** Whether every beam comes back where `n` is not given. */
  readonly allBeams?: boolean;
  /** Positions of the decoder. */
  readonly mostTokens: number;
}

/**
 * Fills in what was left open, and refuses what does not go with this model. What no model takes was refused where the
 * options came in (api/generate-options.ts).
 *
 * @throws RangeError
 */
export function planGeneration(options: GenerateOptions, defaults: GenerationDefaults): GenerationPlan {
  const { topP, temperature = 1, seed = 0, lengthPenalty = 1, repetitionPenalty = 1 } = options;
  const { noRepeatNgramSize = defaults.noRepeatNgramSize ?? 0 } = options;
  const { maxNewTokens = defaults.maxNewTokens, minNewTokens = 0 } = options;
  const sampling = topP === undefined ? undefined : { topP, temperature, seed };
  const beams = sampling === undefined ? (options.beams ?? Math.max(defaults.beams, options.n ?? 1)) : 1;
  checkInteger('beams', beams, 1, mostBeams);
  const n = options.n ?? (defaults.allBeams === true ? beams : 1);
  checkInteger('n', n, 1, sampling === undefined ? beams : mostBeams);
  checkInteger('maxNewTokens', maxNewTokens, 1, defaults.mostTokens);
  checkInteger('minNewTokens', minNewTokens, 0, maxNewTokens);
  return { beams, n, sampling, maxNewTokens, minNewTokens, lengthPenalty, repetitionPenalty, noRepeatNgramSize };
}
