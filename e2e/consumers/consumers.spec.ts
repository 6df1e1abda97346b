import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join, resolve } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import type * as Onsight from 'onsight/store';
import { packAndInstall, viteCommand, type Consumer } from './pack-and-install.ts';
import { serveFolders } from '../../fixtures/serve-folders.ts';

// A page that shows thumbnails allows blob: pictures; data: is its empty icon.
const policy =
  "default-src 'self'; img-src 'self' blob: data:; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'";
let consumer: Consumer;

test.beforeAll(() => {
  consumer = packAndInstall();
});
test.afterAll(() => {
  consumer[Symbol.dispose]();
});

/** Opens a consumer's page, waits for its hits, and checks that nothing was asked of any other origin. */
async function expectHits(page: Page, address: string, origins: readonly string[]): Promise<void> {
  const asked: string[] = [];
  const problems: string[] = [];
  page.context().on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(address);
  await expect(page.getByRole('status')).toHaveText('4 hits', { timeout: 120_000 });
  await expect(page.getByRole('listitem').first()).toHaveText('golden-retriever-panting.jpg');
  expect(problems).toEqual([]);
  const remote = asked.filter((url) => !/^(data|blob):/.test(url));
  expect(remote.filter((url) => !origins.includes(new URL(url).origin))).toEqual([]);
  // The worker's requests are seen as well, or the line above would say little.
  expect(remote.some((url) => /ort-wasm-simd-threaded.*[.]wasm$/.test(url))).toBe(true);
}

test('the tarball contains exactly what the package promises', () => {
  expect([...consumer.packed].sort()).toEqual([
    'LICENSE',
    'README.md',
    'README.zh.md',
    'dist/THIRD-PARTY-NOTICES.txt',
    'dist/assets/image-metadata.js',
    'dist/assets/media-decoder.js',
    'dist/assets/ort-wasm-simd-threaded.asyncify.mjs',
    'dist/assets/ort-wasm-simd-threaded.asyncify.wasm',
    'dist/assets/ort-wasm-simd-threaded.mjs',
    'dist/assets/ort-wasm-simd-threaded.wasm',
    'dist/assets/transformers.js',
    'dist/cli.js',
    'dist/elements.d.ts',
    'dist/elements.js',
    'dist/evaluate.d.ts',
    'dist/evaluate.js',
    'dist/index.d.ts',
    'dist/index.js',
    'dist/onsight.global.js',
    'dist/remote.d.ts',
    'dist/remote.js',
    'dist/state.d.ts',
    'dist/state.js',
    'dist/store-worker.js',
    'dist/store.d.ts',
    'dist/store.js',
    'dist/testing.d.ts',
    'dist/testing.js',
    'dist/worker.js',
    'package.json',
  ]);
});

test('installs only the tarball and runs no script', () => {
  expect([...consumer.installed]).toEqual([['node_modules/onsight', { hasInstallScript: false }]]);
  // The shape of our own package.json.
  const manifest = JSON.parse(readFileSync(join(consumer.folder, 'node_modules/onsight/package.json'), 'utf8')) as {
    readonly dependencies?: object;
    readonly scripts: Readonly<Record<string, string>>;
  };
  expect(manifest.dependencies).toBeUndefined();
  const lifecycle = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish', 'preprepare', 'postprepare'];
  expect(Object.keys(manifest.scripts).filter((name) => lifecycle.includes(name))).toEqual([]);
});

test('an application is tested in Node without models', () => {
  cpSync(join(import.meta.dirname, 'testing/photos.test.js'), join(consumer.folder, 'photos.test.js'));
  symlinkSync(resolve('node_modules/fake-indexeddb'), join(consumer.folder, 'node_modules/fake-indexeddb'));
  const args = ['--test', 'photos.test.js'];
  const output = execFileSync(process.execPath, args, { cwd: consumer.folder }).toString();
  expect(output).toMatch(/^# pass 2$/m);
});

test('a Vite application, built with the default configuration', async ({ page }) => {
  const [command, args] = viteCommand('build');
  execFileSync(command, args, { cwd: consumer.folder, stdio: ['ignore', 'ignore', 'inherit'] });
  await using server = await serveFolders({ '/': join(consumer.folder, 'dist') });
  await expectHits(page, `${server.origin}/`, [server.origin]);
});

test('the same under a strict content security policy', async ({ page }) => {
  const headers = { 'content-security-policy': policy };
  await using server = await serveFolders({ '/': join(consumer.folder, 'dist') }, { headers });
  await expectHits(page, `${server.origin}/`, [server.origin]);
});

test('the same on a cross-origin isolated page', async ({ page }) => {
  const headers = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
  await using server = await serveFolders({ '/': join(consumer.folder, 'dist') }, { headers });
  await expectHits(page, `${server.origin}/`, [server.origin]);
});

test("the same application in Vite's development server", async ({ page }) => {
  const [command, args] = viteCommand('dev', '--host', '127.0.0.1', '--port', '0');
  const child = spawn(command, args, { cwd: consumer.folder, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    let origin: string | undefined;
    for await (const line of createInterface(child.stdout)) {
      // eslint-disable-next-line no-control-regex -- Vite colours the port
      origin = /(http:\/\/127[.]0[.]0[.]1:\d+)/.exec(line.replace(/\u001b\[\d+m/g, ''))?.[1];
      if (origin !== undefined) break;
    }
    if (origin === undefined) throw new Error('Vite ended before it printed its address.');
    await expectHits(page, `${origin}/`, [origin]);
  } finally {
    child.kill();
    await once(child, 'exit');
  }
});

test('a page with one script tag from another origin', async ({ page }) => {
  const library = join(consumer.folder, 'node_modules/onsight/dist');
  const models = join(consumer.folder, 'public/models');
  const headers = { 'access-control-allow-origin': '*' };
  await using cdn = await serveFolders({ '/': library, '/models/': models }, { headers });
  const html = readFileSync(join(import.meta.dirname, 'script-tag/index.html'), 'utf8');
  const pages = { '/': html.replace('{library}', cdn.origin) };
  await using site = await serveFolders({ '/samples/': join(consumer.folder, 'public/samples') }, { pages });
  await expectHits(page, `${site.origin}/`, [site.origin, cdn.origin]);
});

test('a page without a bundler that imports the store from another origin', async ({ page }) => {
  const library = join(consumer.folder, 'node_modules/onsight/dist');
  await using cdn = await serveFolders({ '/': library }, { headers: { 'access-control-allow-origin': '*' } });
  const pages = { '/': '<!doctype html><title>A page</title><link rel="icon" href="data:," />' };
  await using site = await serveFolders({}, { pages });
  await page.goto(`${site.origin}/`);
  const ids = await page.evaluate(async (address) => {
    // The package's own store.js, whose types an address does not tell.
    const { openStore } = (await import(address)) as typeof Onsight;
    const store = await openStore('elsewhere', { dims: 2 });
    await store.addMany([
      { id: 'a', vector: [1, 0] },
      { id: 'b', vector: [0, 1] },
    ]);
    const hits = await store.search([0.1, 1]);
    await store.destroy();
    return hits.map(({ id }) => id);
  }, `${cdn.origin}/store.js`);
  expect(ids).toEqual(['b', 'a']);
});
