import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitHead, type HeadMethod } from './fit-head.ts';
import { headLogits, type Examples } from './head.ts';
import { backgroundOf, ridgeAgainst } from './closed-form.ts';
import { crossEntropy, infoNce, sigmoidLoss, type LossAndSlope } from './losses.ts';
import { rateAt, startState, step } from './optimiser.ts';

interface Slope {
  readonly loss: number;
  readonly slope: readonly number[];
}
interface Goldens {
  readonly optimiser: Readonly<Record<'start' | 'adamw' | 'lamb', number[]>> & { readonly gradients: number[][] };
  readonly schedules: Readonly<Record<'warmup-cosine' | 'warmup-polynomial', number[]>>;
  readonly losses: {
    readonly square: { logits: number[]; groups: number[]; infoNce: Slope; sigmoid: Slope };
    readonly crossEntropy: Slope & { logits: number[]; classOf: number[]; weights: number[] };
  };
  readonly heads: Readonly<Record<'words' | 'rows' | 'classOf' | 'queries' | Exclude<HeadMethod, 'auto'>, number[]>> & {
    readonly dims: number;
    readonly scale: number;
  };
}

// Made by tools/make_head_goldens.py.
const goldens = JSON.parse(readFileSync(new URL('testdata/goldens.json', import.meta.url), 'utf8')) as Goldens;
const floats = (values: readonly number[]): Float32Array<ArrayBuffer> => Float32Array.from(values);

function expectClose(got: ArrayLike<number>, wanted: readonly number[], digits: number): void {
  expect(got.length).toBe(wanted.length);
  for (const [i, value] of wanted.entries()) expect(got[i]).toBeCloseTo(value, digits);
}

test.each(['adamw', 'lamb'] as const)('%s equals PyTorch over five steps', (kind) => {
  const { start, gradients, [kind]: wanted } = goldens.optimiser;
  const parameter = floats(start);
  const state = startState(parameter.length);
  for (const gradient of gradients) step(parameter, floats(gradient), state, 0.01, { kind, decay: 0.1 });
  expectClose(parameter, wanted, 6);
});

test('LAMB moves a parameter that starts at zero', () => {
  const parameter = new Float32Array(4);
  step(parameter, Float32Array.of(1, -1, 1, -1), startState(4), 0.01, { kind: 'lamb', decay: 0 });
  expectClose(parameter, [-0.01, 0.01, -0.01, 0.01], 6);
});

test.each(['warmup-cosine', 'warmup-polynomial'] as const)('%s equals PyTorch', (kind) => {
  const schedule = { kind, rate: 0.5, steps: 40, warmup: 10, power: 2 };
  expectClose(
    Array.from({ length: 40 }, (_, at) => rateAt(schedule, at)),
    goldens.schedules[kind],
    9,
  );
});

test('losses and their slopes equal PyTorch', () => {
  const { square, crossEntropy: cross } = goldens.losses;
  const pairs: (readonly [LossAndSlope, Slope])[] = [
    [infoNce(floats(square.logits), square.groups), square.infoNce],
    [sigmoidLoss(floats(square.logits), square.groups), square.sigmoid],
    [crossEntropy(floats(cross.logits), cross.classOf, cross.weights), cross],
  ];
  for (const [got, wanted] of pairs) {
    expect(got.loss).toBeCloseTo(wanted.loss, 5);
    expectClose(got.slope, wanted.slope, 6);
  }
});

test('slopes equal finite differences for any logits', () => {
  const losses = {
    infoNce: (logits: Float32Array) => infoNce(logits, [0, 1, 0]),
    sigmoid: (logits: Float32Array) => sigmoidLoss(logits, [0, 1, 0]),
    crossEntropy: (logits: Float32Array) => crossEntropy(logits, [2, 0, 1]),
  };
  const logits = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 9, maxLength: 9 });
  fc.assert(
    fc.property(logits, fc.constantFrom(...Object.values(losses)), fc.nat(8), (values, loss, at) => {
      const moved = (by: number): number => loss(floats(values.map((value, i) => value + (i === at ? by : 0)))).loss;
      const [up, down] = [moved(0.02), moved(-0.02)];
      expect(loss(floats(values)).slope[at]).toBeCloseTo((up - down) / 0.04, 3);
    }),
  );
});

const { words, rows, queries, classOf, dims, scale } = goldens.heads;
const examples: Examples = { dims, scale, words: floats(words), rows: floats(rows), classOf };

test.each(['prototype', 'tip-adapter', 'tip-adapter-f', 'linear', 'clip-adapter'] as const)(
  '%s: logits equal PyTorch',
  (method) => {
    const head = fitHead(examples, { method, seed: 3 });
    expectClose(headLogits(head, floats(queries)), goldens.heads[method], 3);
  },
);

test.each(['auto', 'prototype', 'tip-adapter', 'tip-adapter-f', 'linear', 'clip-adapter', 'lda', 'ridge'] as const)(
  '%s names ten of its twelve examples at least, and is the same for the same examples',
  (method) => {
    const background = floats([...rows, ...queries]);
    const [head, again] = [1, 2].map(() => fitHead({ ...examples, background }, { method }));
    const logits = headLogits(head!, examples.rows);
    const right = classOf.filter((wanted, row) => {
      const own = logits.subarray(row * 3, row * 3 + 3);
      return own.indexOf(Math.max(...own)) === wanted;
    });
    expect(right.length).toBeGreaterThanOrEqual(10);
    expect(structuredClone(head)).toEqual(again);
  },
);

test('the order of examples changes nothing but rounding', () => {
  const order = classOf.map((_, i) => (i * 7) % classOf.length);
  const mixed: Examples = {
    ...examples,
    rows: floats(order.flatMap((row) => rows.slice(row * dims, (row + 1) * dims))),
    classOf: order.map((row) => classOf[row]!),
  };
  for (const method of ['auto', 'lda', 'ridge', 'tip-adapter-f'] as const) {
    const [a, b] = [examples, mixed].map((each) => headLogits(fitHead(each, { method }), floats(queries)));
    expectClose(a!, [...b!], 3);
  }
});

test('equal examples and a single example per class fit without NaN', () => {
  const few: Examples = {
    ...examples,
    rows: floats([...rows.slice(0, dims), ...rows.slice(0, dims), ...rows.slice(-dims)]),
    classOf: [0, 1, 2],
  };
  for (const method of ['auto', 'prototype', 'tip-adapter-f', 'linear', 'clip-adapter', 'lda', 'ridge'] as const)
    expect(headLogits(fitHead(few, { method }), floats(queries)).every(Number.isFinite)).toBe(true);
});

test('refuses a class without examples, and stops when aborted', () => {
  expect(() => fitHead({ ...examples, classOf: classOf.map((own) => own % 2) })).toThrow(
    'Expected examples of each class; class 2 has none.',
  );
  const signal = AbortSignal.abort(new Error('stop'));
  expect(() => fitHead(examples, { method: 'linear', signal })).toThrow('stop');
});

test('a ridge against the library scores examples above it, and counter-examples below', () => {
  const library = floats([...rows, ...queries]);
  const row = (at: number): Float32Array => examples.rows.slice(at * dims, (at + 1) * dims);
  const background = backgroundOf(library, dims);
  const score = ({ query, offset }: ReturnType<typeof ridgeAgainst>, of: Float32Array): number =>
    of.reduce((sum, value, i) => sum + value * query[i]!, offset);
  const plain = ridgeAgainst(background, row(0), dims);
  const corrected = ridgeAgainst(background, row(0), dims, row(5));
  expect(score(plain, row(0))).toBeGreaterThan(score(plain, row(5)));
  expect(score(corrected, row(0)) - score(corrected, row(5))).toBeGreaterThan(
    score(plain, row(0)) - score(plain, row(5)),
  );
});
