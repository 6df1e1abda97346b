import { execFileSync, execSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, test, type Page, type Response } from '@playwright/test';
import { serveFolders } from '../../../fixtures/serve-folders.ts';
import { setups, type Setup } from './setups.ts';

const root = resolve(import.meta.dirname, '../../..');
const rows: Readonly<Record<string, string | number>>[] = [];
let tarball = '';

/** The newcomer's page: three photos indexed, a search by words and one by an image, a caption, a question. */
const mainScript = (options: string): string => `
import { createOnsight } from 'onsight';
const names = ['golden-retriever-panting.jpg', 'eiffel-tower-paris.jpg', 'stack-of-pancakes.jpg'];
async function main() {
  const start = performance.now();
  const files = await Promise.all(names.map(async (n) => new File([await (await fetch('/samples/' + n)).blob()], n)));
  const onsight = await createOnsight(${options});
  const library = await onsight.openLibrary('photos');
  await library.add(files);
  const [dog] = await library.search({ text: 'a dog' });
  const firstMs = performance.now() - start;
  const [tower] = await library.search({ image: files[1] });
  const { text } = await onsight.caption(files[0]);
  const { answer } = await onsight.ask(files[0], 'what color is it?');
  return { found: [dog.metadata.name, tower.metadata.name], text, answer, firstMs };
}
main().then((value) => { window.result = value; }, (error) => { window.result = { error: error.name + ' ' + error.code + ': ' + error.message }; });
`;

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
  console.table(rows);
});

for (const setup of setups)
  test(setup.name, async ({ page }) => {
    const folder = mkdtempSync(join(tmpdir(), 'onsight-bundler-'));
    try {
      install(folder, setup);
      const started = performance.now();
      for (const command of setup.build) execSync(command, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
      const buildMs = performance.now() - started;
      const { firstMs, bytes } = await open(page, folder, setup);
      rows.push({
        consumer: setup.name,
        'config lines': configLines(setup),
        'build s': (buildMs / 1000).toFixed(1),
        'first result ms': Math.round(firstMs),
        'kB of scripts': Math.round(bytes / 1000),
      });
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });

/** Lines that onsight asks for: of configuration files, and an option. */
function configLines({ config = {}, options }: Setup): number {
  const lines = Object.values(config).reduce((sum, text) => sum + text.split('\n').length, 0);
  return lines + (options === undefined ? 0 : 1);
}

function install(folder: string, { packages, config = {}, scaffold = {}, options = '' }: Setup): void {
  const manifest = { private: true, type: 'module', dependencies: { onsight: `file:${tarball}`, ...packages } };
  const files = {
    ...scaffold,
    ...config,
    'src/main.js': mainScript(options),
    'package.json': JSON.stringify(manifest),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  mkdirSync(join(folder, 'public'), { recursive: true });
  for (const name of ['models', 'samples']) symlinkSync(join(root, 'public', name), join(folder, 'public', name));
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock'];
  execFileSync('npm', ['install', ...quiet], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
}

async function open(page: Page, folder: string, { serve }: Setup): Promise<{ firstMs: number; bytes: number }> {
  if ('folder' in serve) {
    const models = { '/models/': join(root, 'public/models'), '/samples/': join(root, 'public/samples') };
    await using server = await serveFolders({ '/': join(folder, serve.folder), ...models });
    return await use(page, `${server.origin}/`);
  }
  const port = await freePort();
  const command = `exec ${serve.command} ${serve.command.includes('vite') ? '--strictPort --host 127.0.0.1 --port' : '-H 127.0.0.1 -p'} ${port}`;
  const child = spawn('sh', ['-c', command], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], detached: true });
  try {
    const address = `http://127.0.0.1:${port}/`;
    const answers = (): Promise<boolean> =>
      fetch(address).then(
        ({ ok }) => ok,
        () => false,
      );
    await expect.poll(answers, { timeout: 120_000 }).toBe(true);
    return await use(page, address);
  } finally {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    await once(child, 'exit');
  }
}

/** Opens a page, checks what it found, and that nothing was reported or asked of anybody else. */
async function use(page: Page, address: string): Promise<{ firstMs: number; bytes: number }> {
  const problems: string[] = [];
  const foreign: string[] = [];
  const sizes: Promise<number>[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.context().on('response', (response) => {
    const url = new URL(response.url());
    if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== new URL(address).origin) foreign.push(url.href);
    if (/[.]m?js$/.test(url.pathname)) sizes.push(bodySize(response));
  });
  await page.goto(address);
  const handle = await page.waitForFunction(() => Reflect.get(window, 'result') as object | undefined, undefined, {
    timeout: 150_000,
  });
  // Result of the script above.
  const result = (await handle.jsonValue()) as { readonly firstMs: number };
  expect(result).toMatchObject({
    found: ['golden-retriever-panting.jpg', 'eiffel-tower-paris.jpg'],
    text: 'a golden retriever',
    answer: 'yellow',
  });
  expect({ problems, foreign }).toEqual({ problems: [], foreign: [] });
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  return { firstMs: result.firstMs, bytes };
}

/** Bytes on the wire; 0 where the browser no longer knows. */
async function bodySize(response: Response): Promise<number> {
  try {
    return (await response.request().sizes()).responseBodySize;
  } catch {
    return 0;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('Expected a TCP port.');
  return address.port;
}
