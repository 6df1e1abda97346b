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
