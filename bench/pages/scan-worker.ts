import { createVectorKernels } from '../../src/vectors/kernels/create-vector-kernels.ts';
import { meanOfRows } from '../../src/vectors/codes/mean-of-rows.ts';
import { SearchedRows } from '../../fixtures/searched-rows.ts';
import { clipLikeVectors } from '../../fixtures/synthetic-vectors.ts';
import { createRandom } from '../../src/math/random.ts';
import { normalizeInto } from '../../src/math/normalize.ts';
import type { ResidentSegment } from '../../src/vectors/kernels/vector-kernels.ts';

/** Parameters from the bench. */
export interface ScanBenchRequest {
  readonly rows: number;
  readonly dims: number;
  /** tools/vector-kernels/bandwidth.ts, compiled. */
  readonly bandwidth: Uint8Array<ArrayBuffer>;
}

/** Medians of times in milliseconds. */
export interface ScanBenchResult {
  readonly kind: string;
  readonly encodeMicrosecondsPerRow: number;
  readonly bytesPerRow: number;
  readonly sumMs: number;
  readonly searchMs: number;
  readonly scanMs: number;
  readonly filteredMs: number;
  readonly readPerQuery: number;
}

const segmentRows = 4096;
const rounds = 60;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

function timed<T>(times: number[], work: () => T): T {
  const start = performance.now();
  const result = work();
  times.push(performance.now() - start);
  return result;
}

/** Rows like `seeds`: each is between two of them, so that a million take seconds to make. */
function fillBetween(target: Float32Array, dims: number, seeds: Float32Array, random: () => number): void {
  const seedRows = seeds.length / dims;
  for (let from = 0; from < target.length; from += dims) {
    const a = Math.floor(random() * seedRows) * dims;
    const b = Math.floor(random() * seedRows) * dims;
    const share = random();
    const row = target.subarray(from, from + dims);
    for (let i = 0; i < dims; i += 1) row[i] = share * (seeds[a + i] ?? 0) + (1 - share) * (seeds[b + i] ?? 0);
    normalizeInto(row, target, from);
  }
}

/** As many bytes as the codes have, in memories as large as theirs. */
async function createSums(bandwidth: Uint8Array<ArrayBuffer>, bytes: number): Promise<() => void> {
  const largest = 2 ** 27;
  const { module } = await WebAssembly.instantiate(bandwidth);
  const sums = Array.from({ length: Math.ceil(bytes / largest) }, (_, i) => {
    const part = Math.min(largest, bytes - i * largest);
    // Our own module: its exports are known.
    const { memory, sum } = new WebAssembly.Instance(module).exports as unknown as {
      readonly memory: WebAssembly.Memory;
      readonly sum: (at: number, bytes: number) => bigint;
    };
    memory.grow(Math.ceil(part / 65_536));
    new Uint8Array(memory.buffer).fill(i + 1);
    return () => sum(0, part - (part % 256));
  });
  return () => {
    for (const sum of sums) sum();
  };
}

async function measure({ rows, dims, bandwidth }: ScanBenchRequest): Promise<ScanBenchResult> {
  const kernels = await createVectorKernels();
  const { rows: seeds, queries } = clipLikeVectors(4000, dims, rounds);
  const mean = meanOfRows(seeds, dims);
  const searched = new SearchedRows(kernels, dims, 'cosine');
  const random = createRandom(3);
  const encodeTimes: number[] = [];
  for (let first = 0; first < rows; first += segmentRows) {
    const part = new Float32Array(Math.min(segmentRows, rows - first) * dims);
    fillBetween(part, dims, seeds, random);
    searched.addEncoded(timed(encodeTimes, () => kernels.encodeRows(part, dims, mean)));
  }
  const everyHundredth = new Uint8Array(segmentRows / 8);
  for (let row = 0; row < segmentRows; row += 100) everyHundredth[row >> 3] = 1 << (row & 7);
  const mask = (_: ResidentSegment): Uint8Array => everyHundredth;
  const sum = await createSums(bandwidth, rows * dims);
  const times = { sum: [] as number[], search: [] as number[], scan: [] as number[], filtered: [] as number[] };
  for (const query of queries) {
    timed(times.sum, sum);
    timed(times.search, () => searched.search(query, { k: 10 }));
    timed(times.scan, () => searched.resident.search(query, { k: 10 }));
  }
  const readPerQuery = searched.read / queries.length;
  for (const query of queries) timed(times.filtered, () => searched.search(query, { k: 10, mask }));
  return {
    kind: kernels.kind,
    encodeMicrosecondsPerRow: (1000 * median(encodeTimes)) / Math.min(rows, segmentRows),
    bytesPerRow: searched.resident.bytes / rows,
    sumMs: median(times.sum),
    searchMs: median(times.search),
    scanMs: median(times.scan),
    filteredMs: median(times.filtered),
    readPerQuery,
  };
}

onmessage = ({ data }: MessageEvent<ScanBenchRequest>) => {
  void measure(data).then((result) => {
    postMessage(result);
  });
};
