import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Metric } from '../../vectors/codes/metric.ts';
import { gaussians } from '../../../fixtures/synthetic-vectors.ts';
import { createRandom } from '../../math/random.ts';
import { openLocalStore } from '../open-store.ts';
import type { StoreProgress } from '../contract/store.ts';
import { bruteForce, expectGroups, scoreOf } from '../testdata/all-pairs.ts';
import { useStores } from '../testdata/use-stores.ts';

const { freshName, openWith } = useStores();

/** Rows in groups of many widths: some are near copies, most are not. */
function groupedVectors(count: number, dims: number, seed: number): Float32Array[] {
  const random = createRandom(seed);
  const gaussian = gaussians(random);
  const centres = Array.from({ length: Math.ceil(count / 3) }, () => Float32Array.from({ length: dims }, gaussian));
  return Array.from({ length: count }, () => {
    const width = random() ** 2;
    const length = 0.5 + random();
    const centre = centres[Math.floor(random() * centres.length)]!;
    return centre.map((value) => (value + width * gaussian()) * length);
  });
}

test.each<Metric>(['cosine', 'dot', 'euclidean'])(
  '%s: the groups of all pairs, after deletes and merges',
  async (metric) => {
    let groups = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 300 }),
        fc.constantFrom(2, 20, 100),
        fc.integer(),
        fc.double({ min: 0.9, max: 1, noNaN: true }),
        async (count, dims, seed, rank) => {
          const vectors = groupedVectors(count, dims, seed);
          const rows = vectors.map((vector, i) => ({ id: `r${i}`, vector, metadata: { even: i % 2 === 0 } }));
          const store = await openWith(openLocalStore, freshName(), { dims, metric });
          for (let at = 0; at < count; at += 90) await store.addMany(rows.slice(at, at + 90));
          await store.delete(rows.filter((_, i) => i % 7 === 3).map(({ id }) => id));
          if (seed % 2 === 0) await store.compact();
          const left = rows.filter((_, i) => i % 7 !== 3);
          const scores = left.flatMap((a, i) =>
            left.slice(i + 1, i + 9).map((b) => scoreOf(metric, a.vector, b.vector)),
          );
          const threshold = scores.sort((a, b) => a - b)[Math.floor(rank * (scores.length - 1))] ?? 0;
          const between = threshold + 0.002 * Math.abs(threshold);
          for (const filter of [undefined, { even: true }]) {
            const seen = left.filter(({ metadata }) => filter === undefined || metadata.even);
            const expected = bruteForce(metric, new Map(seen.map(({ id, vector }) => [id, vector])), between);
            if (expected === undefined) continue;
            groups += expected.groups.length;
            expectGroups(await store.duplicates({ threshold: between, filter }), expected);
          }
          await store.destroy();
        },
      ),
      {
        numRuns: 15,
        examples: [
          // A distance near 0 between rows of length 15, off by more than a ten-thousandth.
          [217, 100, 318_004_236, 0.9],
          // Twenty groups or more by every metric: what is drawn may have few.
          [90, 100, 7, 0.95],
        ],
      },
    );
    expect(groups).toBeGreaterThan(10);
  },
);

test('follows rows through concurrent updates, deletes and merges; reports progress; can be cancelled', async () => {
  const dims = 64;
  const count = 9_000;
  const name = freshName();
  const store = await openWith(openLocalStore, name, { dims });
  const other = await openWith(openLocalStore, name, { dims });
  const gaussian = gaussians(createRandom(4));
  const vectors = Array.from({ length: count }, () => Float32Array.from({ length: dims }, gaussian));
  for (let i = 49; i < count; i += 50) vectors[i] = vectors[i - 40]!;
  const rows = vectors.map((vector, i) => ({ id: `r${i}`, vector }));
  for (let at = 0; at < count; at += 1_000) await store.addMany(rows.slice(at, at + 1_000));
  const events: StoreProgress[] = [];
  const calm = await store.duplicates({ threshold: 0.9999, onProgress: (event) => events.push(event) });
  expect(calm).toHaveLength(count / 50);
  expect(events.at(-1)).toEqual({ phase: 'done', doneRows: count, totalRows: count });
  expect(events.length).toBeGreaterThan(10);
  const done = events.map(({ doneRows }) => doneRows);
  expect(done).toEqual(done.toSorted((a, b) => a - b));
  let writes: Promise<unknown> | undefined;
  const busy = await store.duplicates({
    threshold: 0.9999,
    onProgress: () => {
      writes ??= (async () => {
        await other.delete(['r9', 'r109', ...rows.slice(3_000, 3_009).map(({ id }) => id)]);
        for (let i = 200; i < 210; i += 1) await other.update(`r${i}`, { metadata: { changed: true } });
        await other.compact();
      })();
    },
  });
  await writes;
  expect(busy.map(({ ids }) => ids)).toEqual(calm.map(({ ids }) => ids).filter(([id]) => id !== 'r9' && id !== 'r109'));
  const enough = new Error('enough');
  const cancel = new AbortController();
  const cancelled = store.duplicates({ threshold: 0.1, signal: cancel.signal, onProgress: () => cancel.abort(enough) });
  await expect(cancelled).rejects.toBe(enough);
  await store.clear();
  expect(await store.duplicates()).toEqual([]);
});
