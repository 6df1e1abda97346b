import { existsSync, readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { characterError, lineError } from '../fixtures/ocr/text-error.ts';
import { linesOf, pathOf, textImages } from '../fixtures/ocr/text-images.ts';
import { serveFolders } from '../fixtures/serve-folders.ts';
import type { createOnsight } from '../src/index.ts';

/** An image and its lines, in reading order. */
interface Case {
  readonly name: string;
  readonly url: string;
  readonly lines: readonly string[];
}

const shared = '../shared/cases/ocr';
const model = process.env['OCR_MODEL'] ?? 'ocr';

/** Images that others rendered, where they are there. */
function sharedCases(): readonly Case[] {
  if (!existsSync(`${shared}/truth.json`)) return [];
  const truth = JSON.parse(readFileSync(`${shared}/truth.json`, 'utf8')) as Record<string, readonly string[]>; // a file of this form
  return Object.entries(truth).map(([name, lines]) => ({ name, url: `/shared/${name}.png`, lines }));
}

interface Reading {
  readonly lines: readonly string[];
  readonly ms: number;
}

/** Reads images one after the other; the first one is read once before, so that loading is not counted. */
async function readAll(page: Page, urls: readonly string[]): Promise<readonly Reading[]> {
  return page.evaluate(
    async ([all, pack, builtPackage]) => {
      const module = (await import(builtPackage)) as { readonly createOnsight: typeof createOnsight };
      const onsight = await module.createOnsight({ device: 'wasm', model: { 'read-text': pack } });
      await onsight.load(pack);
      const readings = [];
      for (const url of all) {
        const image = await (await fetch(url)).blob();
        const start = performance.now();
        const { lines } = await onsight.readText(image);
        readings.push({ lines: lines.map(({ text }) => text), ms: performance.now() - start });
      }
      await onsight.dispose();
      return readings;
    },
    [urls, model, '/dist/index.js'] as const,
  );
}

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`.padStart(7);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function printTable(title: string, cases: readonly Case[], readings: readonly Reading[]): number {
  console.log(`\n${title.padEnd(18)}   lines   order     ms`);
  const rows = cases.map(({ name, lines }, i) => {
    const { lines: read = [], ms = NaN } = readings[i] ?? {};
    const row = { line: lineError(lines, read), order: characterError(lines, read), ms };
    console.log(`${name.padEnd(18)} ${percent(row.line)} ${percent(row.order)} ${row.ms.toFixed(0).padStart(6)}`);
    return row;
  });
  const line = mean(rows.map((row) => row.line));
  console.log(`${'mean'.padEnd(18)} ${percent(line)} ${percent(mean(rows.map((row) => row.order)))}`);
  return line;
}

test('errors and times of reading text', async ({ page }) => {
  const folders = {
    '/dist/': 'dist',
    '/models/': 'public/models',
    '/samples/': 'public/samples',
    '/fixtures/': 'fixtures',
  };
  const hasShared = existsSync(shared);
  await using server = await serveFolders(
    { ...folders, ...(hasShared ? { '/shared/': shared } : {}) },
    { pages: { '/page': '<!doctype html>' } },
  );
  await page.goto(`${server.origin}/page`);
  const own = textImages.map((name): Case => ({ name, url: pathOf(name), lines: linesOf(name) }));
  const others = sharedCases();
  const readings = await readAll(
    page,
    [...own, ...others].map(({ url }) => url),
  );
  console.log(`model ${model}; part of the characters that are wrong, per line and in reading order`);
  expect(printTable('fixtures/ocr', own, readings)).toBeLessThan(0.05);
  if (others.length > 0) expect(printTable('shared/cases/ocr', others, readings.slice(own.length))).toBeLessThan(0.05);
  const photos = (JSON.parse(readFileSync('public/samples/samples.json', 'utf8')) as readonly { file: string }[]).map(
    ({ file }) => file,
  ); // our own file
  const seen = await readAll(
    page,
    photos.map((file) => `/samples/${file}`),
  );
  const withText = photos.filter((_, i) => seen[i]?.lines.length !== 0);
  console.log(`\n${String(withText.length)} of ${String(photos.length)} photos with text`);
  for (const file of withText) console.log(`${file}: ${seen[photos.indexOf(file)]?.lines.join(' | ') ?? ''}`);
  expect(withText).toContain('route-66-road-sign.jpg');
  // The confidence that a line needs was chosen for this model.
  if (model === 'ocr') expect(withText.length).toBe(1);
});
