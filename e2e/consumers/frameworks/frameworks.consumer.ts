import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { serveFolders } from '../../../fixtures/serve-folders.ts';

const root = resolve(import.meta.dirname, '../../..');

/** A framework whose component in docs/elements.md is built and opened. */
interface Framework {
  readonly name: string;
  /** Language of its block in the docs. */
  readonly language: string;
  readonly component: string;
  readonly packages: Readonly<Record<string, string>>;
  /** Mounts the component in the page, and unmounts and mounts it again by the button of the page. */
  readonly main: string;
  readonly config: string;
}

const button = `document.querySelector('button').onclick`;

const frameworks: readonly Framework[] = [
  {
    name: 'React 19 in StrictMode',
    language: 'jsx',
    component: 'photos.jsx',
    packages: { react: '19.3.1', 'react-dom': '19.3.1' },
    main: `
      import { createElement, StrictMode } from 'react';
      import { createRoot } from 'react-dom/client';
      import { Photos } from './photos.jsx';
      const root = createRoot(document.querySelector('#app'));
      let isShown = false;
      const show = () => root.render(createElement(StrictMode, null, (isShown = !isShown) ? createElement(Photos) : null));
      ${button} = show;
      show();`,
    config: `export default { oxc: { jsx: { runtime: 'automatic' } } };`,
  },
  {
    name: 'Vue 3',
    language: 'vue',
    component: 'photos.vue',
    packages: { vue: '3.5.45', '@vitejs/plugin-vue': '6.0.11' },
    main: `
      import { createApp, h, ref } from 'vue';
      import Photos from './photos.vue';
      const isShown = ref(true);
      createApp(() => (isShown.value ? h(Photos) : null)).mount('#app');
      ${button} = () => (isShown.value = !isShown.value);`,
    config: `
      import vue from '@vitejs/plugin-vue';
      const isCustomElement = (tag) => tag.startsWith('onsight-');
      export default { plugins: [vue({ template: { compilerOptions: { isCustomElement } } })] };`,
  },
  {
    name: 'Svelte 5',
    language: 'svelte',
    component: 'photos.svelte',
    packages: { svelte: '5.57.3', '@sveltejs/vite-plugin-svelte': '7.3.1' },
    main: `
      import { mount, unmount } from 'svelte';
      import Photos from './photos.svelte';
      const target = document.querySelector('#app');
      let shown = mount(Photos, { target });
      ${button} = () => {
        if (shown) unmount(shown);
        shown = shown ? undefined : mount(Photos, { target });
      };`,
    config: `
      import { svelte } from '@sveltejs/vite-plugin-svelte';
      export default { plugins: [svelte()] };`,
  },
];

let tarball = '';

test.beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'onsight-pack-'));
  // npm pack reports one entry for the one package.
  const [report] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', folder], { cwd: root }).toString(),
  ) as [{ readonly filename: string }];
  tarball = join(folder, report.filename);
});

test.afterAll(() => {
  rmSync(dirname(tarball), { recursive: true, force: true });
});

for (const framework of frameworks)
  test(`the component of docs/elements.md in ${framework.name}`, async ({ page }) => {
    const folder = mkdtempSync(join(tmpdir(), 'onsight-framework-'));
    try {
      build(folder, framework);
      const models = { '/models/': join(root, 'public/models') };
      await using server = await serveFolders({ '/': join(folder, 'out'), ...models });
      await use(page, `${server.origin}/`);
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });

function build(folder: string, { language, component, packages, main, config }: Framework): void {
  const docs = readFileSync(join(root, 'docs/elements.md'), 'utf8');
  const code = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(docs)?.[1];
  if (code === undefined) throw new Error(`docs/elements.md has no ${language} block.`);
  const dependencies = { onsight: `file:${tarball}`, vite: '8', ...packages };
  const files = {
    'package.json': JSON.stringify({ private: true, type: 'module', dependencies }),
    'vite.config.js': config,
    'index.html':
      '<!doctype html><html lang="en"><title>A page</title><link rel="icon" href="data:,"><button>Toggle</button><div id="app"></div><script type="module" src="/src/main.js"></script></html>',
    'src/main.js': main,
    [`src/${component}`]: code,
  };
  mkdirSync(join(folder, 'src'));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock'];
  execFileSync('npm', ['install', ...quiet], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  // The development build, in which StrictMode runs effects twice.
  const args = ['vite', 'build', '--outDir', 'out', '--mode', 'development'];
  const env = { ...process.env, NODE_ENV: 'development' };
  execFileSync('npx', args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Adds photos, finds and opens one, then removes the component and shows it again. */
async function use(page: Page, address: string): Promise<void> {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  await page.goto(address);
  const search = page.locator('onsight-search');
  const photos = ['golden-retriever-panting', 'stack-of-pancakes', 'neuschwanstein-castle'];
  await search
    .getByLabel('Choose photos')
    .setInputFiles(photos.map((name) => join(root, `public/samples/${name}.jpg`)));
  await expect(search.getByRole('status')).toHaveText('3 photos', { timeout: 120_000 });
  await search.getByRole('searchbox').fill('a dog');
  await expect(search.getByRole('status')).toHaveText('1 match', { timeout: 60_000 });
  await search.getByRole('button', { name: 'golden-retriever-panting.jpg', exact: true }).click();
  await expect(page.locator('output')).toHaveText('golden-retriever-panting.jpg');

  const toggle = page.getByRole('button', { name: 'Toggle' });
  await toggle.click();
  // The element took its worker with it.
  await expect.poll(() => page.workers().length, { timeout: 60_000 }).toBe(0);
  await toggle.click();
  await expect(search.getByRole('status')).toHaveText('3 photos', { timeout: 60_000 });
  expect(problems).toEqual([]);
}
