import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  accuracyOf,
  auroc,
  calibrationOf,
  confusionOf,
  fitTemperature,
  meanAveragePrecision,
  ndcgAtK,
  recallAtK,
  type RankedQuery,
} from '../evaluate.ts';

// Made by tools/make_evaluate_goldens.py with scikit-learn, ranx, statsmodels and SciPy.
const goldens = JSON.parse(readFileSync(new URL('testdata/goldens.json', import.meta.url), 'utf8')) as {
  readonly ranking: { queries: RankedQuery[]; recallAt5: number; map: number; ndcgAt5: number; ndcgAt20: number };
  readonly classification: {
    truth: string[];
    predicted: string[];
    labels: string[];
    counts: number[][];
    low: number;
    high: number;
  };
  readonly calibration: { logits: number[][]; truth: number[]; error: number; brier: number; temperature: number };
  readonly roc: { positives: number[]; negatives: number[]; auroc: number };
};

test('ranking figures equal ranx', () => {
  const { queries, ...wanted } = goldens.ranking;
  expect(recallAtK(queries, 5)).toBeCloseTo(wanted.recallAt5, 12);
  expect(meanAveragePrecision(queries)).toBeCloseTo(wanted.map, 12);
  expect(ndcgAtK(queries, 5)).toBeCloseTo(wanted.ndcgAt5, 12);
  expect(ndcgAtK(queries, 20)).toBeCloseTo(wanted.ndcgAt20, 12);
});

test('accuracy and confusion equal scikit-learn and statsmodels', () => {
  const { truth, predicted, labels, counts, low, high } = goldens.classification;
  const accuracy = accuracyOf(predicted, truth);
  expect([accuracy.low, accuracy.high]).toEqual([expect.closeTo(low, 9), expect.closeTo(high, 9)]);
  expect(confusionOf(predicted, truth)).toEqual({ labels, counts });
});

/** Confidence of the best class of each row, and whether it is the true one. */
function best(logits: readonly number[][], truth: readonly number[]): readonly [number[], boolean[]] {
  const confidences = logits.map((row) => {
    const most = Math.max(...row);
    return 1 / row.reduce((sum, value) => sum + Math.exp(value - most), 0);
  });
  return [confidences, logits.map((row, i) => row.indexOf(Math.max(...row)) === truth[i])];
}

test('calibration equals scikit-learn, and a fitted temperature lowers its error', () => {
  const { logits, truth, error, brier, temperature } = goldens.calibration;
  const before = calibrationOf(...best(logits, truth));
  expect(before.error).toBeCloseTo(error, 9);
  expect(before.brier).toBeCloseTo(brier, 9);
  expect(before.low).toBeLessThan(before.error);
  expect(before.high).toBeGreaterThan(before.error);
  expect(before.bins.reduce((sum, { count }) => sum + count, 0)).toBe(truth.length);
  const fitted = fitTemperature(logits, truth);
  expect(fitted).toBeCloseTo(temperature, 4);
  const cooled = logits.map((row) => row.map((value) => value / fitted));
  expect(calibrationOf(...best(cooled, truth)).error).toBeLessThan(before.error / 2);
});

test('the same seed gives the same interval', () => {
  const given = best(goldens.calibration.logits, goldens.calibration.truth);
  expect(calibrationOf(...given, { seed: 5 })).toEqual(calibrationOf(...given, { seed: 5 }));
});

test('few predictions are cut into bins of equal counts', () => {
  const { bins } = calibrationOf([0.9, 0.2, 0.4, 0.6], [true, false, true, true], { bins: 2 });
  expect(bins).toEqual([
    { from: 0.2, to: 0.4, count: 2, confidence: expect.closeTo(0.3, 9) as number, accuracy: 0.5 },
    { from: 0.6, to: 0.9, count: 2, confidence: 0.75, accuracy: 1 },
  ]);
});

test('the area under the ROC curve equals scikit-learn, with ties, and turns around', () => {
  const { positives, negatives, auroc: wanted } = goldens.roc;
  expect(auroc(positives, negatives)).toBeCloseTo(wanted, 12);
  const scores = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(scores, scores, (a, b) => {
      expect(auroc(a, b) + auroc(b, a)).toBeCloseTo(1, 9);
    }),
  );
});

test('a perfect order scores 1 in every figure', () => {
  const queries = [{ ranked: ['a', 'b', 'c'], relevant: ['a', 'b'] }];
  expect([recallAtK(queries, 1), meanAveragePrecision(queries), ndcgAtK(queries, 3)]).toEqual([1, 1, 1]);
});

test('labels named like parts of an object are labels', () => {
  const truth = ['__proto__', 'constructor', 'toString'];
  expect(accuracyOf(truth, truth).accuracy).toBe(1);
  expect(confusionOf(truth, truth).counts).toEqual([
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]);
});

test('refuses values that no figure can be computed from', () => {
  expect(() => recallAtK([], 1)).toThrow(/at least one query/);
  expect(() => recallAtK([{ ranked: ['a'], relevant: [] }], 1)).toThrow(/at least one relevant id/);
  expect(() => ndcgAtK([{ ranked: ['a'], relevant: ['a'] }], 0)).toThrow(/`k` to be an integer >= 1, got `0`/);
  expect(() => accuracyOf(['a'], [])).toThrow('got 1 and 0');
  expect(() => calibrationOf([1.2], [true])).toThrow('got `1.2`');
  expect(() => fitTemperature([[1, 2]], [2])).toThrow(/index of a class/);
  expect(() => auroc([], [1])).toThrow(/both kinds/);
});
