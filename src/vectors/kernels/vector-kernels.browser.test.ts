import { expect, onTestFinished, test } from 'vitest';
import { createVectorKernels, plainKernels } from './create-vector-kernels.ts';
import { SearchedRows } from '../../../fixtures/searched-rows.ts';
import type { Metric } from '../codes/metric.ts';
import { clipLikeVectors } from '../../../fixtures/synthetic-vectors.ts';
import type { VectorKernels } from './vector-kernels.ts';

/** In segments of 600 rows, or of 4,096 whose tiles are read from two places in turn; the last has half of that and two. */
function findAll(kernels: VectorKernels, metric: Metric, segmentRows: 600 | 4_096): unknown {
  const { rows, dims, queries } = clipLikeVectors(2.5 * segmentRows + 2, segmentRows === 600 ? 100 : 256, 4);
  const searched = new SearchedRows(kernels, dims, metric).add(rows, segmentRows);
  const bytes = segmentRows / 8;
  const everyThird = (): Uint8Array =>
    Uint8Array.from({ length: bytes }, (_, i) => [0b0100_1001, 0b1001_0010, 0][i % 3]!);
  const most = (): Uint8Array => new Uint8Array(bytes).fill(0b1110_1111);
  // Whose tile is read last is found only if it is read.
  return [...queries, rows.subarray(-dims)].map((query) => [
    searched.search(query, { k: 10 }),
    searched.search(query, { k: 10, mask: everyThird }),
    searched.search(query, { k: 10, mask: most }),
    searched.read,
  ]);
}

/** Runs the kernels in a document of its own under a policy, and gives their kind. */
async function kindUnder(policy: string): Promise<unknown> {
  const frame = document.createElement('iframe');
  const answer = new Promise((resolve) => {
    addEventListener('message', ({ source, data }) => {
      if (source === frame.contentWindow) resolve(data);
    });
  });
  const module = new URL('./create-vector-kernels.ts', import.meta.url).href;
  frame.srcdoc = `<meta http-equiv="content-security-policy" content="${policy}"><script type="module">
    import { createVectorKernels } from '${module}';
    createVectorKernels().then(({ kind }) => parent.postMessage(kind, '*'), (error) => parent.postMessage(String(error), '*'));
  </script>`;
  document.body.append(frame);
  onTestFinished(() => {
    frame.remove();
  });
  return answer;
}

// On a processor with an instruction for it this is the relaxed product of bytes, which Node does not have.
test.each(['cosine', 'dot', 'euclidean'] as const)(
  'a page gets WASM, with the results of plain code: %s',
  async (metric) => {
    const kernels = await createVectorKernels();
    expect(kernels.kind).toMatch(/simd$/);
    for (const segmentRows of [600, 4_096] as const)
      expect(findAll(kernels, metric, segmentRows)).toEqual(findAll(plainKernels(), metric, segmentRows));
  },
);

test.each([
  ["script-src 'self' 'unsafe-inline'", /^plain$/],
  ["script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'", /^(relaxed-)?simd$/],
])('under %s: %s', async (policy, kind) => {
  expect(await kindUnder(policy)).toMatch(kind);
});

test('handles as many memories as a million rows need', async () => {
  const kernels = await createVectorKernels();
  const dims = 4096;
  const rows = 2048;
  // Fifteen segments fill a memory of 128 MiB: these take four.
  const { rows: some, queries } = clipLikeVectors(64, dims, 1);
  const vectors = new Float32Array(rows * dims);
  for (let at = 0; at < vectors.length; at += some.length) vectors.set(some, at);
  const encoded = kernels.encodeRows(vectors, dims, some.slice(0, dims));
  const resident = kernels.createResidentCodes({ dims, metric: 'cosine' });
  const segments = Array.from({ length: 50 }, () => resident.add(encoded));
  const search = resident.search(queries[0] ?? new Float32Array(dims), { k: 1 });
  const wanted = search.wanted(Infinity);
  expect(new Set(wanted.map(({ segment }) => segment)).size).toBe(segments.length);
  expect(resident.bytes).toBeGreaterThan(400e6);
  for (const segment of segments) resident.remove(segment);
  expect(resident.bytes).toBe(0);
});
