import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import type { createOnsight } from '../src/index.ts';
import { serveFolders } from '../fixtures/serve-folders.ts';

interface Things {
  readonly present: readonly { readonly name: string; readonly photos: readonly string[] }[];
  readonly absent: readonly string[];
}
interface Words {
  readonly words: readonly { readonly en: string; readonly zh: string; readonly photos: readonly string[] }[];
}
/** A hit: which photo, and how relevant. */
interface Found {
  readonly photo: string;
  readonly relevance: number;
}

const read = (name: string): unknown => JSON.parse(readFileSync(`bench/search-quality/${name}.json`, 'utf8'));
const line = 0.5;

/** All hits of each text over the samples, best first, by image alone. */
async function searchSamples(page: Page, texts: readonly string[]): Promise<readonly (readonly Found[])[]> {
  return page.evaluate(
    async ([all, builtPackage]) => {
      const module = (await import(builtPackage)) as { readonly createOnsight: typeof createOnsight };
      const onsight = await module.createOnsight({ device: 'wasm' });
      const library = await onsight.openLibrary('samples');
      const list = (await (await fetch('/samples/samples.json')).json()) as readonly { readonly file: string }[];
      const files = list.map(async ({ file }) => ({
        file: await (await fetch(`/samples/${file}`)).blob(),
        name: file,
      }));
      await library.add(await Promise.all(files), { thumbnail: false });
      const found = [];
      for (const text of all) {
        const hits = await library.search({ text }, { limit: list.length, words: false, thumbnails: false });
        found.push(hits.map(({ metadata, relevance = 0 }) => ({ photo: String(metadata['name']), relevance })));
      }
      await onsight.dispose();
      return found;
    },
    [texts, '/dist/index.js'] as const,
  );
}

const percent = (count: number, of: number): string => `${((100 * count) / of).toFixed(1)} %`;

test('search quality over the sample photos', async ({ page }) => {
  const [{ present, absent }, { words }] = [read('things') as Things, read('words') as Words]; // our own files
  await using server = await serveFolders(
    { '/dist/': 'dist', '/models/': 'public/models', '/samples/': 'public/samples' },
    { pages: { '/page': '<!doctype html>' } },
  );
  await page.goto(`${server.origin}/page`);
  const texts = [...present.map(({ name }) => name), ...absent, ...words.flatMap(({ en, zh }) => [en, zh])];
  const found = new Map((await searchSamples(page, texts)).map((hits, i) => [texts[i] ?? '', hits]));
  const hitsOf = (text: string): readonly Found[] => found.get(text) ?? [];
  const best = (text: string): number => hitsOf(text)[0]?.relevance ?? 0;
  const isRight = (text: string, photos: readonly string[], places: number): boolean =>
    hitsOf(text)
      .slice(0, places)
      .some(({ photo }) => photos.includes(photo));

  const matched = present.filter(({ name }) => best(name) >= line);
  const right = matched.filter(({ name, photos }) => isRight(name, photos, 1));
  const below = present.filter(({ name }) => best(name) < line);
  const closest = below.filter(({ name, photos }) => isRight(name, photos, 3));
  const wrong = absent.filter((name) => best(name) >= line);
  const report = [
    `present: ${percent(right.length, present.length)} have a match whose first hit shows them (${percent(matched.length, present.length)} have any)`,
    `present below the line, among the first three: ${percent(closest.length, below.length)} of ${String(below.length)}`,
    `absent: ${percent(wrong.length, absent.length)} have a match (${wrong.join(', ')})`,
  ];
  for (const language of ['en', 'zh'] as const)
    report.push(
      `80 words, ${language}: R@1 ${percent(words.filter((word) => isRight(word[language], word.photos, 1)).length, words.length)}, ` +
        `R@3 ${percent(words.filter((word) => isRight(word[language], word.photos, 3)).length, words.length)}`,
    );
  report.push('relevance | first hits | of them right');
  const asked = [
    ...present.map(({ name, photos }) => ({ text: name, photos })),
    ...absent.map((name) => ({ text: name, photos: [] as readonly string[] })),
    ...words.map(({ en, photos }) => ({ text: en, photos })),
    ...words.map(({ zh, photos }) => ({ text: zh, photos })),
  ];
  for (let bin = 0; bin < 5; bin += 1) {
    const own = asked.filter(({ text }) => Math.min(4, Math.floor(best(text) * 5)) === bin);
    const good = own.filter(({ text, photos }) => isRight(text, photos, 1));
    report.push(
      `${(bin / 5).toFixed(1)} - ${((bin + 1) / 5).toFixed(1)} | ${String(own.length)} | ${percent(good.length, own.length || 1)}`,
    );
  }
  process.stdout.write(`${report.join('\n')}\n`);
  expect(wrong.length / absent.length).toBeLessThanOrEqual(0.1);
});
