import { createRandom } from '../math/random.ts';
import { checkPairs } from './classification.ts';

/** Predictions whose confidence falls into one range. */
export interface ReliabilityBin {
  /** Lowest and highest confidence of the bin. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Means over the bin's predictions; 0 if it is empty. */
  readonly confidence: number;
  readonly accuracy: number;
}

/** How far confidence can be believed. */
export interface Calibration {
  /** Expected calibration error (Guo et al. 2017): mean distance of accuracy and confidence over bins, by their counts. */
  readonly error: number;
  /** Bootstrap interval of `error` for 95 % confidence; below 100 predictions the error itself is biased upward. */
  readonly low: number;
  readonly high: number;
  /** Mean squared distance of confidence and outcome (Brier 1950). */
  readonly brier: number;
  /** Bars of a reliability diagram. */
  readonly bins: readonly ReliabilityBin[];
}

/** Options of {@link calibrationOf}. */
export interface CalibrationOptions {
  /** @defaultValue 15 */
  readonly bins?: number;
  /** Bins of equal width, or with equal counts. @defaultValue `'width'`; `'count'` below 300 predictions */
  readonly equal?: 'width' | 'count';
  /** Resamples of the interval. @defaultValue 500 */
  readonly resamples?: number;
  /** Of the resamples. @defaultValue 0 */
  readonly seed?: number;
}

/**
 * Compares the confidence of predictions with how often they are right.
 *
 * @param confidences - probability that each prediction was given, 0 to 1
 * @throws RangeError for no or unequally many values, or a confidence outside 0 to 1
 */
export function calibrationOf(
  confidences: readonly number[],
  isRight: readonly boolean[],
  options: CalibrationOptions = {},
): Calibration {
  checkPairs(confidences.length, isRight.length);
  const outside = confidences.find((value) => !(value >= 0 && value <= 1));
  if (outside !== undefined) throw new RangeError(`Expected confidences from 0 to 1, got \`${String(outside)}\`.`);
  const count = confidences.length;
  const { bins = 15, equal = count < 300 ? 'count' : 'width', resamples = 500, seed = 0 } = options;
  const outcomes = confidences.map((confidence, i) => ({ confidence, right: isRight[i] === true ? 1 : 0 }));
  const cut = equal === 'width' ? byWidth : byCount;
  const random = createRandom(seed);
  const errors = Array.from({ length: resamples }, () => {
    const drawn = outcomes.flatMap(() => outcomes[Math.floor(random() * count)] ?? []);
    return errorOf(cut(drawn, bins), count);
  }).sort((a, b) => a - b);
  const found = cut(outcomes, bins);
  const error = errorOf(found, count);
  return {
    error,
    low: errors[Math.floor(resamples * 0.025)] ?? error,
    high: errors[Math.ceil(resamples * 0.975) - 1] ?? error,
    brier: outcomes.reduce((sum, { confidence, right }) => sum + (confidence - right) ** 2, 0) / count,
    bins: found,
  };
}

interface Outcome {
  readonly confidence: number;
  readonly right: number;
}

function byWidth(outcomes: readonly Outcome[], bins: number): ReliabilityBin[] {
  const groups = Array.from({ length: bins }, (): Outcome[] => []);
  for (const outcome of outcomes) groups[Math.min(bins - 1, Math.floor(outcome.confidence * bins))]?.push(outcome);
  return groups.map((group, i) => toBin(group, i / bins, (i + 1) / bins));
}

function byCount(outcomes: readonly Outcome[], bins: number): ReliabilityBin[] {
  const sorted = [...outcomes].sort((a, b) => a.confidence - b.confidence);
  const used = Math.min(bins, sorted.length);
  return Array.from({ length: used }, (_, i) => {
    const at = (part: number): number => Math.round((part * sorted.length) / used);
    const group = sorted.slice(at(i), at(i + 1));
    return toBin(group, group[0]?.confidence ?? 0, group.at(-1)?.confidence ?? 0);
  });
}

function toBin(group: readonly Outcome[], from: number, to: number): ReliabilityBin {
  const count = group.length;
  const mean = (of: (outcome: Outcome) => number): number =>
    count === 0 ? 0 : group.reduce((sum, outcome) => sum + of(outcome), 0) / count;
  return { from, to, count, confidence: mean(({ confidence }) => confidence), accuracy: mean(({ right }) => right) };
}

function errorOf(bins: readonly ReliabilityBin[], total: number): number {
  return bins.reduce(
    (sum, { count, confidence, accuracy }) => sum + (Math.abs(accuracy - confidence) * count) / total,
    0,
  );
}

/**
 * Temperature that makes softmaxed logits fit best (Guo et al. 2017): divide logits by it. Minimises the negative
 * log-likelihood over its logarithm by golden-section search, between 1/50 and 50.
 *
 * @param logits - one row per prediction, one number per class
 * @param truth - index of the true class of each row
 * @throws RangeError for no or unequally many values, or an index outside its row
 */
export function fitTemperature(logits: readonly (readonly number[])[], truth: readonly number[]): number {
  checkPairs(logits.length, truth.length);
  if (truth.some((index, row) => logits[row]?.[index] === undefined))
    throw new RangeError('Expected the index of a class for each row of logits.');
  const lossAt = (log: number): number => {
    const perTemperature = Math.exp(-log);
    return logits.reduce((sum, row, i) => {
      const scaled = row.map((value) => value * perTemperature);
      const most = Math.max(...scaled);
      const total = scaled.reduce((all, value) => all + Math.exp(value - most), 0);
      return sum + Math.log(total) + most - (scaled[truth[i] ?? 0] ?? 0);
    }, 0);
  };
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [-Math.log(50), Math.log(50)];
  while (high - low > 1e-6) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)];
    if (lossAt(a) <= lossAt(b)) high = b;
    else low = a;
  }
  return Math.exp((low + high) / 2);
}
