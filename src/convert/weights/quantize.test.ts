import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeHalves } from '../../math/float16.ts';
import { SourceValues, type SourceTensor } from '../checkpoint/source-tensor.ts';
import type { WeightJob } from '../onnx/initializer.ts';
import { blockJob, blockSize, blocksOf, type BlockBits } from './block-job.ts';
import { int8ColumnsJob, int8RowsJob } from './int8-jobs.ts';

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
      // Weights are no denormal numbers, and float16 scales end at 6e-8.
      .map((values) => ({ rows, width, values: values.map((value) => (Math.abs(value) < 1e-3 ? 0 : value)) })),
  );

/** The bytes that a job makes of a matrix, one buffer for each of its tensors. */
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

test('int8 rows and columns are within half a step of each number', () => {
  fc.assert(
    fc.property(matrix, (m) => {
      const rows = encode(int8RowsJob, m);
      const columns = encode(int8ColumnsJob, m);
      const scales = floatsOf(rows[1]!);
      expect(floatsOf(columns[1]!)).toEqual(scales);
      for (let row = 0; row < m.rows; row += 1)
        for (let column = 0; column < m.width; column += 1) {
          const number = new Int8Array(rows[0]!.buffer)[row * m.width + column]!;
          expect(new Int8Array(columns[0]!.buffer)[column * m.rows + row]).toBe(number);
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
  'blocks of %i bits are within a step of each number, and the widest keeps its sign',
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
            // Half a step, a whole one at the end that has none more; and what float16 took from the scale.
            expect(Math.abs(value - expected)).toBeLessThanOrEqual(
              Math.abs(scales[block]!) * (1 + 2 ** (bits - 11)) + 1e-4,
            );
          }
      }),
    );
  },
);

test('the error of normally distributed weights: 8 bits under 1 %, 4 bits under 10 %', () => {
  let state = 1;
  const uniform = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const values = Float32Array.from(
    { length: 64 * 768 },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
  for (const [bits, bound] of [
    [8, 0.01],
    [4, 0.1],
  ] as const) {
    const [numbers, halves] = encode((source) => blockJob(source, bits), { rows: 64, width: 768, values });
    const scales = decodeHalves(new Uint16Array(halves!.slice().buffer));
    let [error, all] = [0, 0];
    for (const [index, value] of values.entries()) {
      error += (blockValue(bits, numbers!, index) * scales[Math.floor(index / blockSize)]! - value) ** 2;
      all += value ** 2;
    }
    expect(Math.sqrt(error / all)).toBeLessThan(bound);
  }
});
