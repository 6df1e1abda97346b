import { checkInteger } from '../core/check.ts';
import type { GenerateOptions } from '../families/vision-language-model.ts';

/** {@link GenerateOptions} with all defaults resolved. */
export interface GenerationPlan {
  readonly beams: number;
  readonly n: number;
  /** Present if tokens are sampled rather than searched. */
  readonly sampling: { readonly topP: number; readonly temperature: number; readonly seed: number } | undefined;
  readonly maxNewTokens: number;
  readonly minNewTokens: number;
  readonly lengthPenalty: number;
  readonly repetitionPenalty: number;
  readonly noRepeatNgramSize: number;
}

const maxBeams = 16;

/** A pack's generation settings for a task. */
export interface GenerationDefaults {
  readonly beams: number;
  readonly maxNewTokens: number;
  /** @defaultValue 0, n-grams may repeat */
  readonly noRepeatNgramSize?: number;
  /** True if every beam is returned when `n` is omitted. */
  readonly allBeams?: boolean;
  /** Number of positions of the decoder. */
  readonly maxTokens: number;
}

/**
 * Resolves defaults and rejects options that this model does not support. Options that no model supports are rejected
 * where they are passed in (api/generate-options.ts).
 *
 * @throws RangeError
 */
export function planGeneration(options: GenerateOptions, defaults: GenerationDefaults): GenerationPlan {
  const { topP, temperature = 1, seed = 0, lengthPenalty = 1, repetitionPenalty = 1 } = options;
  const { noRepeatNgramSize = defaults.noRepeatNgramSize ?? 0 } = options;
  const { maxNewTokens = defaults.maxNewTokens, minNewTokens = 0 } = options;
  const sampling = topP === undefined ? undefined : { topP, temperature, seed };
  const beams = sampling === undefined ? (options.beams ?? Math.max(defaults.beams, options.n ?? 1)) : 1;
  checkInteger('beams', beams, 1, maxBeams);
  const n = options.n ?? (defaults.allBeams === true ? beams : 1);
  checkInteger('n', n, 1, sampling === undefined ? beams : maxBeams);
  checkInteger('maxNewTokens', maxNewTokens, 1, defaults.maxTokens);
  checkInteger('minNewTokens', minNewTokens, 0, maxNewTokens);
  return { beams, n, sampling, maxNewTokens, minNewTokens, lengthPenalty, repetitionPenalty, noRepeatNgramSize };
}
