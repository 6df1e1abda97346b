import { existsSync, readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import ts from 'typescript';
import { serveFolders } from '../fixtures/serve-folders.ts';

/** The n-th block of code in a language. */
function block(language: string, { file = 'README.md', nth = 0 } = {}): string {
  const blocks = readFileSync(file, 'utf8').matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'));
  const code = [...blocks][nth]?.[1];
  if (code === undefined) throw new Error(`${file} has no ${language} block number ${String(nth)}.`);
  return code;
}

/** Serves a page that runs a module over the built package. */
function serveScript(script: string): Promise<{ readonly origin: string } & AsyncDisposable> {
  return serveFolders(mounts, {
    pages: {
      '/': `<!doctype html><script type="module">${script.replaceAll("from 'onsight'", "from '/dist/index.js'")}</script>`,
    },
  });
}

/** The Hub, as far as these documents name it: small checkpoints of the same layout. */
async function standInForTheHub(page: Page): Promise<string[]> {
  const asked: string[] = [];
  await page.context().route('https://huggingface.co/**', async (route) => {
    const [owner = '', name = '', , , ...path] = new URL(route.request().url()).pathname.slice(1).split('/');
    asked.push(`${owner}/${name}`);
    const file = `fixtures/blip/onsight-test/${name.includes('vqa') ? 'vqa-hub' : 'captioning-hub'}/${path.join('/')}`;
    if (existsSync(file)) await route.fulfill({ path: file, headers: { 'access-control-allow-origin': '*' } });
    else await route.fulfill({ status: 404, headers: { 'access-control-allow-origin': '*' } });
  });
  return asked;
}

const mounts = {
  '/dist/': 'dist',
  '/models/': 'public/models',
  '/dist/models/': 'public/models',
  '/samples/': 'public/samples',
  '/pages/': 'fixtures/ocr',
  '/sounds/': 'fixtures/sounds',
};

test("the README's module snippet finds a photo", async ({ page }) => {
  const snippet = block('ts').replace("from 'onsight'", "from '/dist/index.js'");
  const script = `
    const names = ['golden-retriever-panting.jpg', 'stack-of-pancakes.jpg'];
    const files = await Promise.all(names.map(async (name) => new File([await (await fetch('/samples/' + name)).blob()], name)));
    const onProgress = () => undefined;
    const { signal } = new AbortController();
    ${snippet}
    document.title = hits[0].metadata.name;`;
  await using server = await serveFolders(mounts, {
    pages: { '/': `<!doctype html><script type="module">${script}</script>` },
  });
  await page.goto(`${server.origin}/`);
  await expect(page).toHaveTitle('golden-retriever-panting.jpg', { timeout: 60_000 });
});

test("the README's script tag creates an instance", async ({ page }) => {
  const snippet = block('html')
    .replace('https://your.host/onsight/onsight.global.js', '/dist/onsight.global.js')
    .replace('/* as above */', 'document.title = instance.model.id;');
  await using server = await serveFolders(mounts, { pages: { '/': `<!doctype html>${snippet}` } });
  await page.goto(`${server.origin}/`);
  await expect(page).toHaveTitle('starter', { timeout: 60_000 });
});

const given = `
  const file = await (await fetch('/samples/golden-retriever-panting.jpg')).blob();
  const image = file;
  const { signal } = new AbortController();
  const onProgress = () => undefined;`;

test("the README's caption snippet captions, answers, matches and loads a Hub checkpoint", async ({ page }) => {
  const asked = await standInForTheHub(page);
  await using server = await serveScript(`
    import { createOnsight } from 'onsight';
    ${given}
    const onsight = await createOnsight();
    ${block('ts', { nth: 1 })}
    document.title = [text.includes('golden retriever'), answer, alternatives.length > 1, p < 0.5].join();`);
  await page.goto(`${server.origin}/`);
  await expect(page).toHaveTitle('true,yellow,true,true', { timeout: 90_000 });
  expect(new Set(asked)).toEqual(new Set(['Salesforce/blip-vqa-base']));
});

test("docs/language.md's snippets run", async ({ page }) => {
  await standInForTheHub(page);
  const file = 'docs/language.md';
  const second = block('ts', { file, nth: 1 });
  await using server = await serveScript(`
    ${given}
    const painted = [];
    const paint = (text, heat) => { if (heat.data.length > 0) painted.push(text); };
    ${block('ts', { file, nth: 0 })}
    ${second}
    paintSpotlight(document.createElement('canvas'), await createImageBitmap(file), (await onsight.caption(image)).words[0].heat);
    const seen = [alternatives.length, painted.length > 3, ranked.answer, probability > 0, p < 0.5];
    document.title = [...seen, (await blip.ask(image, 'what is it?')).answer !== undefined].join();`);
  await page.goto(`${server.origin}/`);
  await expect(page).toHaveTitle('3,true,a dog,true,true,true', { timeout: 120_000 });
});

test("docs/reading-text.md's snippet reads a page", async ({ page }) => {
  const file = 'docs/reading-text.md';
  const snippet = block('ts', { file, nth: 0 });
  await using server = await serveScript(`
    const image = await (await fetch('/pages/two-columns.png')).blob();
    const { signal } = new AbortController();
    const [marked, streamed] = [[], []];
    const mark = (text, confidence, quad, words) => { if (confidence > 0.9 && quad.length === 4 && words.length > 1) marked.push(text); };
    const append = (text) => streamed.push(text);
    ${snippet}
    document.title = [marked.length, streamed.join() === marked.join(), text.split('\\n')[4]].join();`);
  await page.goto(`${server.origin}/`);
  await expect(page).toHaveTitle('8,true,The second part tells of', { timeout: 90_000 });
});

test("docs/sound.md's snippet hears a dog", async ({ page }) => {
  const snippet = block('ts', { file: 'docs/sound.md', nth: 0 });
  await using server = await serveScript(`
    const file = await (await fetch('/sounds/dog-1.ogg')).blob();
    ${snippet}
    const cosine = text.reduce((sum, value, i) => sum + value * sound[i], 0);
    document.title = [best.label, tags.some(({ label }) => label === 'Dog'), cosine > 0.5].join();`);
  await page.goto(`${server.origin}/`);
  await expect(page).toHaveTitle('a dog barking,true,true', { timeout: 90_000 });
});

test("docs/extending.md's example adds a modality and a task from outside", async ({ page }) => {
  const example = block('ts', { file: 'docs/extending.md' });
  expect(example.trimEnd().split('\n').length).toBeLessThan(60);
  const { outputText } = ts.transpileModule(example, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  });
  await using server = await serveScript(
    `${outputText}\ndocument.title = [hit.metadata.hertz, hit.part.kind, ranked[0].text].join();`,
  );
  await page.goto(`${server.origin}/`);
  await expect(page).toHaveTitle('2,custom:sensor,a puppy', { timeout: 60_000 });
});

test("the README's store snippet finds the rows that it added", async ({ page }) => {
  const snippet = block('js').replace("from 'onsight/store'", "from '/dist/store.js'");
  const script = `
    const vectorOf = (seed) => Float32Array.from({ length: 512 }, (_, i) => Math.sin(seed * 12.9 + i * 78.2));
    const rows = Array.from({ length: 300 }, (_, i) => ({ id: 'r' + i, vector: vectorOf(i), metadata: { year: 1900 + i, tags: [] } }));
    const query = vectorOf(200);
    const onProgress = () => undefined;
    const { signal } = new AbortController();
    ${snippet}
    document.title = hits.length + ' ' + hits[0].id + ' ' + hits[0].metadata.year;`;
  await using server = await serveFolders(mounts, {
    pages: { '/': `<!doctype html><script type="module">${script}</script>` },
  });
  await page.goto(`${server.origin}/`);
  await expect(page).toHaveTitle('10 r200 2100', { timeout: 60_000 });
});
