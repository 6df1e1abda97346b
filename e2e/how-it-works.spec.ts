import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import ts from 'typescript';
import { serveFolders } from '../fixtures/serve-folders.ts';
import { expectAccessible } from './expect-accessible.ts';
import { addPhotos, sixSamples } from './own-photos.ts';
import { searchFor } from './shown-results.ts';

const pictures = 'e2e/output/screens';
mkdirSync(pictures, { recursive: true });
const folder = 'demo/features/how/snippets';

/** The milliseconds of a row of the table of times. */
async function timeOf(page: Page, step: string | RegExp): Promise<number> {
  const text = await page.locator('.how__times tr', { has: page.getByRole('rowheader', { name: step }) }).innerText();
  return Number(/([\d.,]+) ms/.exec(text)?.[1]?.replace(',', ''));
}

test('draws the running parts with the times of the last search, and none before a search', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto('/#/how');
  await expect(page.getByText('You have not searched yet in this visit.')).toBeVisible();
  await expect(page.getByRole('img', { name: /^Diagram/ })).toContainText('0 vectors');
  await expect(page.locator('.how__time')).toHaveCount(0);
  await page.getByRole('link', { name: 'Go to the photos' }).click();
  await addPhotos(page, sixSamples.slice(0, 3));
  await searchFor(page, 'a tabby cat');
  await page.getByRole('navigation').getByRole('link', { name: 'How it works' }).click();
  await expect(page).toHaveTitle('How it works · onsight');
  const diagram = page.getByRole('img', { name: /^Diagram/ });
  await expect(diagram).toContainText('3 vectors');
  await expect(diagram).toContainText(/processor, threads: \d/);
  // Three ways: to the worker, to the model and to the store.
  await expect(page.locator('.how__time')).toHaveCount(3);
  await expect(page.locator('.how__parts')).toContainText(/[12] workers? started by this page/);
  await expect(page.locator('.how__parts')).toContainText('384 numbers per vector');
  await expect(page.getByRole('caption').first()).toHaveText('Search for “a tabby cat”');
  const steps = [
    await timeOf(page, 'Understand the words'),
    await timeOf(page, 'Ask the worker and wait for the hits'),
    await timeOf(page, 'Show the first results'),
  ];
  const sum = steps.reduce((all, ms) => all + ms, 0);
  // Each is rounded to a millisecond at most.
  expect(Math.abs((await timeOf(page, /^Total, 3 photos/)) - sum)).toBeLessThanOrEqual(3);
  expect(await timeOf(page, /^Model:/)).toBeGreaterThan(0);
  await page.screenshot({ path: `${pictures}/how-1280-light-en.png`, fullPage: true });

  await page.getByText('Photo: caption, question, spotlight').click();
  await page.getByRole('button', { name: 'Copy: Photo: caption, question, spotlight' }).click();
  await expect(page.locator('details[open] .snippet__copy')).toHaveText('Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(readFileSync(`${folder}/photo.ts`, 'utf8'));
  await expectAccessible(page);

  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 360, height: 780 });
  await page.getByRole('button', { name: /switch to Chinese/ }).click();
  await page.goto('/#/how/stacks');
  await expect(page.locator('details[open] summary', { hasText: '按标签分堆' })).toBeFocused();
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.screenshot({ path: `${pictures}/how-360-dark-zh.png`, fullPage: true });
  await expectAccessible(page);
});

/** All snippets as one module over the built package. */
function snippetModule(): string {
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
  return readdirSync(folder)
    .map(
      (name) => ts.transpileModule(readFileSync(`${folder}/${name}`, 'utf8'), { compilerOptions: options }).outputText,
    )
    .join('\n')
    .replaceAll("from 'onsight'", "from '/dist/index.js'")
    .replaceAll("from 'onsight/store'", "from '/dist/store.js'");
}

test('the code of each screen runs', async ({ page }) => {
  const script = `${snippetModule()}
    const names = ['tabby-cat-lying-on-porch.jpg', 'stack-of-pancakes.jpg', 'golden-retriever-panting.jpg'];
    const files = await Promise.all(names.map(async (name) => new File([await (await fetch('/samples/' + name)).blob()], name)));
    const { onsight, library } = await openPhotos();
    const grid = document.createElement('div');
    await showMatches(library, files, 'a tabby cat', grid);
    const canvas = document.createElement('canvas');
    const described = await describePhoto(onsight, files[2], 'what animal is it?', canvas);
    const stacks = await sortIntoStacks(onsight, files, ['cat', 'food', 'dog']);
    const model = await prepareModel(onsight, () => undefined);
    const ids = (await library.list()).map(({ id }) => id);
    const others = await moreLike(library, [ids[0]], [ids[1]], 'a car');
    async function* rows() {
      for (let year = 2015; year < 2025; year += 1) yield { vector: new Float32Array(128).fill(1).fill(year, 0, 1), metadata: { year } };
    }
    const nearest = await nearestRows(rows());
    const times = await timeSearch(onsight, library, 'a tabby cat');
    globalThis.seen = {
      alt: grid.children[0].alt, shown: grid.children.length,
      text: described.text, answer: described.answers[0], painted: canvas.width > 1,
      stacks: [...stacks].map(([label, all]) => label + ': ' + all.map(({ name }) => name).join()),
      choices: model.choices.length > 1, toDownload: model.toDownload, backend: model.backend, stored: model.stored.some(({ group }) => group === 'starter'),
      others: others.map(({ id }) => id), third: ids[2],
      rowCount: nearest.rowCount, years: nearest.hits.map(({ metadata }) => metadata.year).sort(),
      timed: times.wholeMs > 0 && times.modelMs > 0 && times.storeMs > 0, vectors: times.rowCount,
    };
    document.title = 'done';`;
  await using server = await serveFolders(
    { '/dist/': 'dist', '/models/': 'public/models', '/dist/models/': 'public/models', '/samples/': 'public/samples' },
    { pages: { '/': `<!doctype html><script type="module">${script}</script>` } },
  );
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(`${server.origin}/`);
  await expect(page).toHaveTitle('done', { timeout: 120_000 });
  const { others, third, stacks, ...seen } = await page.evaluate(
    () => (globalThis as unknown as { seen: { others: string[]; third: string; stacks: string[] } }).seen,
  );
  expect(seen).toMatchObject({
    alt: 'tabby-cat-lying-on-porch.jpg',
    shown: 3,
    text: expect.stringMatching(/dog|retriever/),
    answer: expect.stringMatching(/dog/),
    painted: true,
    choices: true,
    backend: 'wasm',
    stored: true,
    rowCount: 10,
    years: [2020, 2021, 2022, 2023, 2024],
    timed: true,
    vectors: 3,
  });
  expect(stacks.join('; ')).toMatch(/cat: tabby.*food: stack-of.*dog: golden/);
  // The examples are left out.
  expect(others).toEqual([third]);
  expect(problems).toEqual([]);
});
