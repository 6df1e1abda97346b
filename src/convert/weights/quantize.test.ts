import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeHalves } from '../../math/float16.ts';
import { SourceValues, type SourceTensor } from '../checkpoint/source-tensor.ts';
import type { WeightJob } from '../onnx/initializer.ts';
import { gaussians } from '../../../fixtures/synthetic-vectors.ts';
import { createRandom } from '../../math/random.ts';
import { blockJob, blockSize, blocksOf, type BlockBits } from './block-job.ts';
import { int8Job } from './int8-job.ts';
import { LayerError } from './layer-error.ts';

interface Matrix {
  readonly rows: number;
  readonly width: number;
  readonly values: Float32Array<ArrayBuffer>;
}

const matrix: fc.Arbitrary<Matrix> = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 80 }))
  .chain(([rows, width]) =>
    fc
      .float32Array({ minLength: rows * width, maxLength: rows * width, noNaN: true, min: -1e4, max: 1e4 })
      // Weights are not denormal, and float16 scales end at 6e-8.
      .map((values) => ({ rows, width, values: values.map((value) => (Math.abs(value) < 1e-3 ? 0 : value)) })),
  );

/** Bytes that a job produces for a matrix, one buffer per tensor. */
function encode(make: (source: SourceTensor) => WeightJob, { rows, width, values }: Matrix): Uint8Array[] {
  const bytes = new Uint8Array(values.buffer.slice(0));
  const source: SourceTensor = {
    name: 'w',
    file: 'f',
    type: 'F32',
    shape: [rows, width],
    start: 0,
    end: bytes.byteLength,
  };
  const job = make(source);
  return job.encode(new SourceValues(source, bytes)).tensors.map((chunks, index) => {
    const whole = new Uint8Array(Buffer.concat([...chunks]));
    expect(whole.byteLength).toBe(job.tensors[index]!.bytes);
    return whole;
  });
}

const floatsOf = (bytes: Uint8Array): Float32Array => new Float32Array(bytes.slice().buffer);

test('int8 is within half a step of each number', () => {
  fc.assert(
    fc.property(matrix, (m) => {
      const [bytes, ofOutputs] = encode(int8Job, m);
      const [numbers, scales] = [new Int8Array(bytes!.buffer), floatsOf(ofOutputs!)];
      for (let row = 0; row < m.rows; row += 1)
        for (let column = 0; column < m.width; column += 1) {
          const number = numbers[column * m.rows + row]!;
          const error = Math.abs(number * scales[row]! - m.values[row * m.width + column]!);
          expect(error).toBeLessThanOrEqual(scales[row]! * 0.501);
        }
    }),
  );
});

function blockValue(bits: BlockBits, numbers: Uint8Array, index: number): number {
  if (bits === 8) return numbers[index]! - 128;
  const pair = numbers[index >> 1]!;
  return (index % 2 === 0 ? pair & 15 : pair >> 4) - 8;
}

test.each([4, 8] as const)(
  'blocks of %i bits are within a step of each number, and the largest keeps its sign',
  (bits) => {
    fc.assert(
      fc.property(matrix, (m) => {
        const [numbers, halves] = encode((source) => blockJob(source, bits), m);
        const scales = decodeHalves(new Uint16Array(halves!.slice().buffer));
        const blocks = blocksOf(m.width);
        for (let row = 0; row < m.rows; row += 1)
          for (let column = 0; column < blocks * blockSize; column += 1) {
            const block = row * blocks + Math.floor(column / blockSize);
            const value = blockValue(bits, numbers!, row * blocks * blockSize + column) * scales[block]!;
            const expected = column < m.width ? m.values[row * m.width + column]! : 0;
            // Half a step, or a whole one at the end of the range, plus float16 rounding of the scale.
            expect(Math.abs(value - expected)).toBeLessThanOrEqual(
              Math.abs(scales[block]!) * (1 + 2 ** (bits - 11)) + 1e-4,
            );
          }
      }),
    );
  },
);

/** Normally distributed weights; those of every 24th input are `factor` times larger. */
function normalWeights(rows: number, factor = 1): Matrix {
  const gaussian = gaussians(createRandom(1));
  const values = Float32Array.from({ length: rows * 768 }, (_, at) => gaussian() * (at % 24 === 5 ? factor : 1));
  return { rows, width: 768, values };
}

function layerError({ width, values }: Matrix, held: (index: number) => number): number {
  const error = new LayerError(width);
  for (const [index, value] of values.entries()) error.add(index % width, value, held(index));
  return error.relative;
}

/** Losses of a layer in int8, in blocks of 8 bits and in blocks of 4. */
function losses(m: Matrix): readonly number[] {
  const [numbers, outputScales] = encode(int8Job, m);
  const [int8, ofOutputs] = [new Int8Array(numbers!.buffer), floatsOf(outputScales!)];
  const blocks = ([8, 4] as const).map((bits) => {
    const [packed, halves] = encode((source) => blockJob(source, bits), m);
    const scales = decodeHalves(new Uint16Array(halves!.slice().buffer));
    return layerError(m, (index) => blockValue(bits, packed!, index) * scales[Math.floor(index / blockSize)]!);
  });
  const columnwise = layerError(m, (index) => {
    const row = Math.floor(index / m.width);
    return int8[(index % m.width) * m.rows + row]! * ofOutputs[row]!;
  });
  return [columnwise, ...blocks];
}

test('normally distributed weights lose under 1 % in 8 bits and under 10 % in 4; large inputs multiply that', () => {
  const quiet = losses(normalWeights(64));
  const loud = losses(normalWeights(64, 10));
  const text = (shares: readonly number[]): string => shares.map((share) => `${(100 * share).toFixed(1)} %`).join(', ');
  console.log(`int8, 8-bit and 4-bit blocks lose ${text(quiet)}; with 32 inputs ten times as loud ${text(loud)}`);
  for (const [at, bound] of [0.01, 0.01, 0.1].entries()) {
    expect(quiet[at]).toBeLessThan(bound);
    expect(loud[at]! / quiet[at]!).toBeGreaterThan(4);
  }
});
