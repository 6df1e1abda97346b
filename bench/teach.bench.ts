import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import type { createOnsight } from '../src/index.ts';
import { backgroundOf, ridgeAgainst } from '../src/heads/closed-form.ts';
import { fitHead, type HeadMethod } from '../src/heads/fit-head.ts';
import { headLogits } from '../src/heads/head.ts';
import { dot } from '../src/math/dot.ts';
import { normalize } from '../src/math/normalize.ts';
import { meanOf } from '../src/math/matrix.ts';
import { createRandom } from '../src/math/random.ts';
import { serveFolders } from '../fixtures/serve-folders.ts';
import { readLabelledSet, setDims, setScale, type LabelledSet } from '../fixtures/teach/labelled-set.ts';

type Table = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;
// Our own file.
const baselines = JSON.parse(readFileSync(new URL('../fixtures/teach/baselines.json', import.meta.url), 'utf8')) as {
  readonly topOne: Table;
  readonly search: Table;
};
const sets = (['intel', 'instruments', 'trashnet'] as const).map(readLabelledSet);
const seeds = process.env['ONSIGHT_LONG'] === '1' ? 10 : 3;
const counts = process.env['ONSIGHT_LONG'] === '1' ? [1, 2, 3, 4, 8, 16] : [3];
const methods = [
  'prototype',
  'tip-adapter',
  'tip-adapter-f',
  'clip-adapter',
  'linear',
  'lda',
  'ridge',
  'auto',
] as const;

/** Embeddings of the words of all sets by the starter's text tower: the mean over its templates. */
async function embedWords(page: Page): Promise<ReadonlyMap<string, Float32Array>> {
  const words = sets.flatMap((set) => set.words);
  const manifest = JSON.parse(readFileSync('public/models/starter/onsight.json', 'utf8')) as {
    readonly text: { readonly templates: { readonly en: readonly string[] } };
  };
  const prompts = words.map((word) => manifest.text.templates.en.map((template) => template.replace('{}', word)));
  const embedded = await page.evaluate(
    async ([texts, builtPackage]) => {
      const module = (await import(builtPackage)) as { readonly createOnsight: typeof createOnsight };
      const onsight = await module.createOnsight({ device: 'wasm' });
      const vectors = [];
      for (const text of texts) vectors.push(await onsight.embedText(text));
      await onsight.dispose();
      return vectors.map((vector) => Array.from(vector));
    },
    [prompts.flat(), '/dist/index.js'] as const,
  );
  const each = manifest.text.templates.en.length;
  return new Map(
    words.map((word, i) => {
      const own = embedded
        .slice(i * each, (i + 1) * each)
        .flatMap((vector) => [...normalize(Float32Array.from(vector))]);
      return [word, normalize(meanOf(Float32Array.from(own), setDims))];
    }),
  );
}

const joined = (rows: readonly Float32Array[]): Float32Array => Float32Array.from(rows.flatMap((row) => [...row]));

/** `count` rows of each class of the pool, drawn by a seed, and the rest of each class. */
function draw(set: LabelledSet, count: number, seed: number): { shots: readonly number[][]; rest: readonly number[] } {
  const random = createRandom(seed);
  const classes = set.classes.map((_, own) => {
    const rows = set.pool.filter((row) => set.labelOf[row] === own).map((row) => ({ row, key: random() }));
    return rows.sort((a, b) => a.key - b.key).map(({ row }) => row);
  });
  return { shots: classes.map((rows) => rows.slice(0, count)), rest: classes.flatMap((rows) => rows.slice(count)) };
}

function topOne(set: LabelledSet, words: Float32Array, method: HeadMethod, count: number, seed: number): number {
  const { shots, rest } = draw(set, count, seed);
  const others = sets.filter((other) => other !== set).flatMap((other) => other.pool.map((row) => other.rows[row]!));
  const head = fitHead(
    {
      dims: setDims,
      scale: setScale,
      words,
      rows: joined(shots.flat().map((row) => set.rows[row]!)),
      classOf: shots.flatMap((rows, own) => rows.map(() => own)),
      // A library holds other photographs of these things and of other things, none with a label.
      background: joined([...rest.map((row) => set.rows[row]!), ...others]),
    },
    { method },
  );
  const logits = headLogits(head, joined(set.test.map((row) => set.rows[row]!)));
  const right = set.test.filter((row, i) => {
    const own = logits.subarray(i * set.classes.length, (i + 1) * set.classes.length);
    return own.indexOf(Math.max(...own)) === set.labelOf[row];
  });
  return (100 * right.length) / set.test.length;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const over = (measure: (seed: number) => number): number =>
  mean(Array.from({ length: seeds }, (_, seed) => measure(seed + 1)));

/** Mean average precision of a search with `count` photos of each class, over all sets in one library. */
function searchPrecision(set: LabelledSet, count: number, seed: number, kind: 'mean' | 'ridge'): number {
  const library = sets.flatMap((other) => other.test.map((row) => ({ set: other, row, vector: other.rows[row]! })));
  const background = backgroundOf(joined(library.map(({ vector }) => vector)), setDims);
  const { shots } = draw(set, count, seed);
  return mean(
    shots.map((rows, own) => {
      const examples = joined(rows.map((row) => set.rows[row]!));
      const query =
        kind === 'mean' ? normalize(meanOf(examples, setDims)) : ridgeAgainst(background, examples, setDims).query;
      const ranked = library
        .map((item) => ({ ...item, score: dot(item.vector, 0, query) }))
        .sort((a, b) => b.score - a.score || a.row - b.row);
      let found = 0;
      const precisions = ranked.flatMap((item, i) => {
        if (item.set !== set || set.labelOf[item.row] !== own) return [];
        found += 1;
        return [found / (i + 1)];
      });
      return 100 * mean(precisions);
    }),
  );
}

const cell = (value: number | undefined, width = 8): string => (value?.toFixed(1) ?? '').padStart(width);

test('few examples: top-1 and search', async ({ page }) => {
  await using server = await serveFolders(
    { '/dist/': 'dist', '/models/': 'public/models' },
    { pages: { '/page': '<!doctype html>' } },
  );
  await page.goto(`${server.origin}/page`);
  const embedded = await embedWords(page);
  const lines = [`top-1 %, mean of ${seeds} seeds; in brackets the reference implementation`];
  for (const set of sets) {
    const words = joined(set.words.map((word) => embedded.get(word)!));
    lines.push(`${set.name.padEnd(14)} ${counts.map((count) => `${count} photos`.padStart(16)).join('')}`);
    for (const method of methods) {
      const from = performance.now();
      const cells = counts.map((count) => {
        const reference = baselines.topOne[set.name]?.[String(count)]?.[method];
        const own = over((seed) => topOne(set, words, method, count, seed));
        return `${cell(own)} ${reference === undefined ? ''.padStart(7) : `(${reference.toFixed(1)})`.padStart(7)}`;
      });
      lines.push(
        `  ${method.padEnd(13)}${cells.join('')}  ${((performance.now() - from) / 1000 / seeds / counts.length).toFixed(2)} s`,
      );
    }
  }
  lines.push('', 'search: average precision %, mean photo and ridge against the library');
  for (const set of sets)
    for (const count of [1, 3, 10]) {
      const [byMean, byRidge] = (['mean', 'ridge'] as const).map((kind) =>
        over((seed) => searchPrecision(set, count, seed, kind)),
      );
      lines.push(`  ${set.name.padEnd(13)}${`${count} photos`.padStart(10)} ${cell(byMean)} ${cell(byRidge)}`);
    }
  console.log(lines.join('\n'));
  expect(lines.join('\n')).not.toContain('NaN');
});
