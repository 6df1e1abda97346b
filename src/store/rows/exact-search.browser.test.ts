import { beforeAll, describe, expect, test, vi } from 'vitest';
import { isLongForm } from '../../../fixtures/long-form.ts';
import { createOnsight } from '../../api/create-onsight.ts';
import type { Metric } from '../../vectors/codes/metric.ts';
import { gaussians } from '../../../fixtures/synthetic-vectors.ts';
import { createRandom } from '../../math/random.ts';
import { openLocalStore } from '../open-store.ts';
import { bruteForce, expectGroups } from '../testdata/all-pairs.ts';
import { Float32Scan } from '../testdata/float32-scan.ts';
import { useStores } from '../testdata/use-stores.ts';

// Hundreds of images are embedded, on machines that may be busy.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const metrics: readonly Metric[] = ['cosine', 'dot', 'euclidean'];
const { freshName, openWith } = useStores();

interface TestRow {
  readonly id: string;
  readonly vector: Float32Array;
  readonly metadata: { readonly part: number };
}

/** Holds searches of a store against a float32 scan of the rows that should be in it, with and without a filter. */
async function expectExact(
  store: Awaited<ReturnType<typeof openLocalStore>>,
  rows: readonly TestRow[],
  queries: readonly Float32Array[],
): Promise<void> {
  for (const part of [undefined, 3]) {
    const counted = rows.filter(({ metadata }) => part === undefined || metadata.part === part);
    const scan = new Float32Scan(
      store.metric,
      counted.map(({ id, vector }) => [id, vector]),
    );
    for (const limit of [1, 10, 100]) {
      const options = { limit, include: [], filter: part === undefined ? undefined : { part } };
      const found = await store.searchMany(queries, options);
      queries.forEach((query, i) => {
        scan.expectBest(query, found[i]!, limit);
      });
    }
  }
}

describe('real embeddings of the starter pack', () => {
  let rows: readonly TestRow[] = [];
  let texts: readonly Float32Array[] = [];

  beforeAll(async () => {
    const urls = { workerUrl: '/fixtures/vitest-worker/worker.ts', assetsUrl: '/dist/assets/', modelsUrl: '/models/' };
    await using onsight = await createOnsight(urls);
    const samples = (await (await fetch('/samples/samples.json')).json()) as { file: string; shows: string }[];
    const made: TestRow[] = [];
    for (const { file } of samples.filter((_, i) => isLongForm || i % 3 === 0)) {
      const bitmap = await createImageBitmap(await (await fetch(`/samples/${file}`)).blob());
      const variants = variantsOf(bitmap);
      const vectors = await Promise.all(variants.map((variant) => onsight.embedImage(variant)));
      vectors.forEach((vector, i) => made.push({ id: `${file} ${i}`, vector, metadata: { part: made.length % 10 } }));
    }
    rows = made;
    texts = await Promise.all(samples.map(({ shows }) => onsight.embedText(shows)));
  });

  test.each(metrics)('%s: images and texts find what a float32 scan finds', async (metric) => {
    const [first] = rows;
    expect(rows.length).toBeGreaterThan(isLongForm ? 300 : 100);
    const store = await openWith(openLocalStore, freshName(), { dims: first!.vector.length, metric });
    const batch = isLongForm ? 150 : 50;
    for (let at = 0; at < rows.length; at += batch) await store.addMany(rows.slice(at, at + batch));
    const gone = rows.filter((_, i) => i % 11 === 5);
    await store.delete(gone.map(({ id }) => id));
    const left = rows.filter((row) => !gone.includes(row));
    const images = rows.filter((_, i) => i % (isLongForm ? 17 : 7) === 0).map(({ vector }) => vector);
    // Texts lie apart from images: another mean, far lower scores.
    await expectExact(store, left, [...images, ...texts]);
    await store.compact();
    await expectExact(store, left, [...images.slice(0, 5), ...texts.slice(0, 20)]);
    const vectors = new Map(left.map(({ id, vector }) => [id, vector]));
    let compared = 0;
    for (const cosine of [0.99, 0.951, 0.9, 0.8]) {
      const threshold = metric === 'euclidean' ? -Math.sqrt(2 - 2 * cosine) : cosine;
      const expected = bruteForce(metric, vectors, threshold);
      if (expected === undefined) continue; // a pair lies right on the threshold
      compared += expected.groups.length;
      expectGroups(await store.duplicates({ threshold }), expected);
    }
    expect(compared).toBeGreaterThan(5);
  });
});

/** An image, two pieces of it, and the mirror image of each. */
function variantsOf(bitmap: ImageBitmap): readonly OffscreenCanvas[] {
  const { width, height } = bitmap;
  const pieces = [
    [0, 0, 1],
    [0, 0, 0.7],
    [0.3, 0.3, 0.7],
  ] as const;
  return pieces.flatMap(([left, top, share]) =>
    [1, -1].map((side) => {
      const canvas = new OffscreenCanvas(224, 224);
      const context = canvas.getContext('2d')!;
      context.setTransform(side, 0, 0, 1, side === 1 ? 0 : 224, 0);
      context.drawImage(bitmap, left * width, top * height, share * width, share * height, 0, 0, 224, 224);
      return canvas;
    }),
  );
}

describe('a mean that drifts: 1,000 rows of one kind, then 20,000 of others far from it', () => {
  const dims = 96;
  const rows = driftingRows(1_000, 20_000, dims);

  test.each(metrics)('%s: with deletes and merges in between, and a filter', async (metric) => {
    const name = freshName();
    const store = await openWith(openLocalStore, name, { dims, metric });
    const liveRows = new Map<string, TestRow>();
    const add = async (from: number, to: number): Promise<void> => {
      const some = rows.slice(from, to);
      await store.addMany(some);
      for (const row of some) liveRows.set(row.id, row);
    };
    const remove = async (keep: (i: number) => boolean): Promise<void> => {
      const gone = [...liveRows.keys()].filter((_, i) => !keep(i));
      await store.delete(gone);
      for (const id of gone) liveRows.delete(id);
    };
    const random = createRandom(11);
    const near = (row: TestRow): Float32Array => row.vector.map((value) => value + 0.02 * (random() - 0.5));
    const queries = [3, 700, 1_500, 9_000, 15_001, 20_500].map((i) => near(rows[i]!));
    // Another modality: a mean of its own.
    const gaussian = gaussians(random);
    for (let i = 0; i < 6; i += 1)
      queries.push(Float32Array.from({ length: dims }, (_, at) => gaussian() * 0.05 + (at < 9 ? 0.3 : 0)));
    await add(0, 600);
    await add(600, 1_000);
    await expectExact(store, [...liveRows.values()], queries);
    await add(1_000, 6_000);
    await remove((i) => i % 5 !== 0);
    await add(6_000, 6_400);
    await store.compact();
    await expectExact(store, [...liveRows.values()], queries);
    await add(6_400, 21_000);
    // Most of the first rows go, and with them what the first codes are centred on.
    await remove((i) => i > 700 && i % 9 !== 0);
    await expectExact(store, [...liveRows.values()], queries);
    await store.compact();
    await store.close();
    const again = await openWith(openLocalStore, name, { dims, metric });
    await expectExact(again, [...liveRows.values()], queries);
    expect(liveRows.size).toBeGreaterThan(15_000);
  });
});

/** Rows about one far point, then about 40 others in other directions; tight groups, where codes have most to tell. */
function driftingRows(first: number, others: number, dims: number): readonly TestRow[] {
  const gaussian = gaussians(createRandom(5));
  const point = (length: number): Float32Array => {
    const direction = Float32Array.from({ length: dims }, gaussian);
    const norm = Math.hypot(...direction);
    return direction.map((value) => (value / norm) * length);
  };
  const home = point(1);
  const centres = Array.from({ length: 40 }, () => point(1.2));
  return Array.from({ length: first + others }, (_, i) => {
    const centre = i < first ? home : centres[i % centres.length]!;
    const spread = i % 3 === 0 ? 0.004 : 0.03;
    return { id: `r${i}`, vector: centre.map((value) => value + spread * gaussian()), metadata: { part: i % 10 } };
  });
}
