import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { serveFolders } from './consumers/serve-folders.ts';

const readme = readFileSync('README.md', 'utf8');

/** The first block of code in a language. */
function block(language: string): string {
  const code = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(readme)?.[1];
  if (code === undefined) throw new Error(`The README has no ${language} block.`);
  return code;
}

const mounts = {
  '/dist/': 'dist',
  '/models/': 'public/models',
  '/dist/models/': 'public/models',
  '/samples/': 'public/samples',
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

test("the README's script tag gives an instance", async ({ page }) => {
  const snippet = block('html')
    .replace('https://your.host/onsight/onsight.global.js', '/dist/onsight.global.js')
    .replace('/* as above */', 'document.title = instance.model.id;');
  await using server = await serveFolders(mounts, { pages: { '/': `<!doctype html>${snippet}` } });
  await page.goto(`${server.origin}/`);
  await expect(page).toHaveTitle('starter', { timeout: 60_000 });
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
