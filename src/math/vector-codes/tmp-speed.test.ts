import { test } from 'vitest';
import { createVectorKernels } from './create-vector-kernels.ts';
import { clipLikeVectors } from './synthetic-vectors.ts';
import { normalizeInto } from '../normalize.ts';
test('speed', async () => {
  const k = await createVectorKernels();
  const dims = 512;
  const { rows } = clipLikeVectors(4096, dims, 1);
  const mean = rows.slice(0, dims);
  for (let r = 0; r < 6; r++) {
    const t = performance.now();
    for (let i = 0; i < 5; i++) k.encodeRows(rows, dims, mean);
    console.log('encode us/row', ((performance.now() - t) / 5 / 4.096).toFixed(3));
  }
  const out = new Float32Array(rows.length);
  for (let r = 0; r < 6; r++) {
    const t = performance.now();
    for (let i = 0; i < 4096; i++) normalizeInto(rows.subarray(i * dims, (i + 1) * dims), out, i * dims);
    console.log('normalize us/row', ((performance.now() - t) / 4.096).toFixed(3));
  }
});
