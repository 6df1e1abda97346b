import { checkInteger } from '../../core/check.ts';
import type { GenerateOptions } from '../vision-language-model.ts';

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
  /** Whether every beam comes back where `n` is not given. */
  readonly allBeams?: boolean;
  /** Positions of the decoder. */
  readonly mostTokens: number;
}

/**
 * Fills in what was left open and refuses what makes no sense.
 *
 * @throws RangeError, TypeError
 */
export function planGeneration(options: GenerateOptions, defaults: GenerationDefaults): GenerationPlan {
  const sampling = planSampling(options);
  const { maxNewTokens = defaults.maxNewTokens, minNewTokens = 0, noRepeatNgramSize = 0 } = options;
  const { lengthPenalty = 1, repetitionPenalty = 1 } = options;
  const beams = sampling === undefined ? (options.beams ?? Math.max(defaults.beams, options.n ?? 1)) : 1;
  checkInteger('beams', beams, 1, mostBeams);
  const n = options.n ?? (defaults.allBeams === true ? beams : 1);
  checkInteger('n', n, 1, sampling === undefined ? beams : mostBeams);
  checkInteger('maxNewTokens', maxNewTokens, 1, defaults.mostTokens);
  checkInteger('minNewTokens', minNewTokens, 0, maxNewTokens);
  checkInteger('noRepeatNgramSize', noRepeatNgramSize, 0);
  checkNumber('lengthPenalty', lengthPenalty, -100, 100);
  checkAbove0('repetitionPenalty', repetitionPenalty);
  return { beams, n, sampling, maxNewTokens, minNewTokens, lengthPenalty, repetitionPenalty, noRepeatNgramSize };
}

function planSampling({ topP, temperature, seed, beams }: GenerateOptions): GenerationPlan['sampling'] {
  if (topP === undefined) {
    const alone = temperature === undefined ? (seed === undefined ? undefined : 'seed') : 'temperature';
    if (alone !== undefined) throw new TypeError(`Expected \`${alone}\` only together with \`topP\`.`);
    return undefined;
  }
  if (beams !== undefined && beams !== 1)
    throw new TypeError(`Expected no \`beams\` together with \`topP\`, got \`${beams}\`.`);
  checkAbove0('topP', topP);
  checkNumber('topP', topP, 0, 1);
  checkAbove0('temperature', temperature ?? 1);
  checkInteger('seed', seed ?? 0, 0, 0xffff_ffff);
  return { topP, temperature: temperature ?? 1, seed: seed ?? 0 };
}

function checkNumber(name: string, value: number, min: number, max: number): void {
  if (typeof value === 'number' && value >= min && value <= max) return;
  throw new RangeError(`Expected \`${name}\` to be a number from ${min} to ${max}, got \`${String(value)}\`.`);
}

function checkAbove0(name: string, value: number): void {
  if (typeof value === 'number' && value > 0 && value < Infinity) return;
  throw new RangeError(`Expected \`${name}\` to be a number above 0, got \`${String(value)}\`.`);
}
