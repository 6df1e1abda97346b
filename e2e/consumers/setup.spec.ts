import { resolve } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { serveFolders, type ServeOptions } from '../../fixtures/serve-folders.ts';

const root = resolve(import.meta.dirname, '../..');
const head = '<!doctype html><title>A page</title><link rel="icon" href="data:,">';
const folders = {
  '/lib/': `${root}/dist`,
  '/models/': `${root}/public/models`,
  '/samples/': `${root}/public/samples`,
};

/** A module that captions a photo, and shows the caption or the error's code and reason. */
function captionScript(options = '{}', library = '/lib/index.js'): string {
  return `
    const show = (text) => (typeof document === 'undefined' ? postMessage(text) : document.body.append(text));
    try {
      const { createOnsight } = await import(${JSON.stringify(library)});
      const onsight = await createOnsight(${options});
      const library = await onsight.openLibrary('photos');
      const file = new File([await (await fetch('/samples/golden-retriever-panting.jpg')).blob()], 'a.jpg');
      await library.add([file]);
      const { text } = await onsight.caption(file);
      show('done: ' + text);
    } catch (error) {
      const { reason, url, fix } = error.details ?? {};
      show('done: ' + [error.code ?? error.name, reason, url, fix, error.message].join(' | '));
    }`;
}

function modulePage(options?: string, library?: string): string {
  return `${head}<body><script type="module">${captionScript(options, library)}</script>`;
}

/** Options of {@link shown}. `host`: a name of this machine. */
type PageOptions = ServeOptions & { readonly host?: string };

/** Serves the package with a page at `/`, and returns what that page shows. */
async function shown(page: Page, { host, ...options }: PageOptions, html = modulePage()): Promise<string> {
  const pages = { '/': html, ...options.pages };
  await using server = await serveFolders(folders, { ...options, pages });
  await page.goto(`${host === undefined ? server.origin : server.origin.replace('127.0.0.1', host)}/`);
  const frame = page.frames().at(-1) ?? page.mainFrame();
  await expect(frame.locator('body')).toContainText('done: ', { timeout: 60_000 });
  return (await frame.locator('body').innerText()).replace(/^[^]*done: /, '').replaceAll(server.origin, '');
}

const caption = 'a golden retriever';
const csp = (policy: string): ServeOptions => ({ headers: { 'content-security-policy': policy } });
/** A header for paths that end so. */
const on = (end: string, headers: Readonly<Record<string, string>>): ServeOptions => ({
  headers: (path) => (path.endsWith(end) ? headers : {}),
});
const inline = "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'";

test.describe('works', () => {
  test('on a page over plain http, which is no secure context', async ({ page }) => {
    expect(await shown(page, { host: 'lan.test' })).toBe(caption);
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
  });

  test('where Trusted Types are required', async ({ page }) => {
    expect(await shown(page, csp("require-trusted-types-for 'script'; trusted-types onsight"))).toBe(caption);
  });

  test('with a TrustedScriptURL of the page', async ({ page }) => {
    const script =
      "trustedTypes.createPolicy('own', { createScriptURL: (url) => url }).createScriptURL('/lib/worker.js')";
    const options = csp("require-trusted-types-for 'script'; trusted-types own");
    expect(await shown(page, options, modulePage(`{ workerUrl: ${script} }`))).toBe(caption);
  });

  test('in a worker', async ({ page }) => {
    const options = "{ modelsUrl: '/models/' }";
    const start = `new Worker(URL.createObjectURL(new Blob([${JSON.stringify(captionScript(options, 'LIB').replaceAll("'/samples", "location.origin + '/samples"))}.replace('LIB', location.origin + '/lib/index.js')], { type: 'text/javascript' })), { type: 'module' })`;
    const html = `${head}<body><script type="module">${start}.onmessage = ({ data }) => document.body.append(data);</script>`;
    expect(await shown(page, {}, html)).toBe(caption);
  });

  test('in a frame without an address of its own', async ({ page }) => {
    const inner = modulePage().replaceAll('"', '&quot;');
    expect(await shown(page, {}, `${head}<iframe srcdoc="${inner}"></iframe>`)).toBe(caption);
  });

  test('with a nonce and strict-dynamic', async ({ page }) => {
    const html = modulePage().replace('<script', '<script nonce="n1"');
    expect(await shown(page, csp("script-src 'nonce-n1' 'strict-dynamic' 'wasm-unsafe-eval'"), html)).toBe(caption);
  });
});

const blocked: readonly (readonly [what: string, options: ServeOptions, expected: RegExp, html?: string])[] = [
  ['WebAssembly', csp(inline.replace("'wasm-unsafe-eval'", '')), /csp \| \/lib\/worker.js \| .*'wasm-unsafe-eval'/],
  ['workers', csp(`${inline}; worker-src 'none'`), /csp \| \/lib\/worker.js \| .*`'self'` to `worker-src`/],
  [
    'policies of Trusted Types',
    csp("require-trusted-types-for 'script'; trusted-types other"),
    /trusted-types \| \/lib\/worker.js \| .*`trusted-types onsight`/,
  ],
  [
    'a worker without its own embedder policy',
    { headers: (path) => (path === '/' ? { 'cross-origin-embedder-policy': 'require-corp' } : {}) },
    /coep \| \/lib\/worker.js \| .*`Cross-Origin-Embedder-Policy: require-corp`/,
  ],
  [
    'the runtime by its type',
    on('.mjs', { 'content-type': 'application/octet-stream' }),
    /mime \| \/lib\/assets\/ort-wasm-simd-threaded.mjs \| .*`text\/javascript`.*nginx/,
  ],
  [
    'the worker by its type',
    on('worker.js', { 'content-type': 'text/plain' }),
    /mime \| \/lib\/worker.js \| .*`text\/javascript`/,
  ],
  ['a missing worker', {}, /not-found \| \/nowhere\/w.js \| Copy/, modulePage("{ workerUrl: '/nowhere/w.js' }")],
  [
    "an application's page in place of a worker",
    { fallback: modulePage() },
    /not-found \| \/nowhere\/w.js \| Copy/,
    modulePage("{ workerUrl: '/nowhere/w.js' }"),
  ],
  [
    "an application's page in place of a model",
    { fallback: modulePage() },
    /not-found \| \/nowhere\/starter\/onsight.json/,
    modulePage("{ modelsUrl: '/nowhere' }"),
  ],
  [
    'a missing runtime',
    {},
    /not-found \| \/nowhere\/ort-wasm-simd-threaded.mjs \| .*assetsUrl/,
    modulePage("{ assetsUrl: '/nowhere' }"),
  ],
  [
    'a sandboxed frame',
    { headers: { 'access-control-allow-origin': '*' }, pages: { '/inner': modulePage() } },
    /opaque-origin \| \/lib\/worker.js \| .*`allow-same-origin`/,
    `${head}<iframe sandbox="allow-scripts" src="/inner"></iframe>`,
  ],
];

test.describe('names the reason and the line to add', () => {
  for (const [what, options, expected, html] of blocked)
    test(`blocked: ${what}`, async ({ page }) => {
      const text = await shown(page, options, html);
      expect(text).toMatch(/^setup-blocked \| /);
      expect(text).toMatch(expected);
    });

  test('blocked: models of another origin', async ({ page }) => {
    await using other = await serveFolders(folders);
    const text = await shown(page, {}, modulePage(`{ modelsUrl: '${other.origin}/models/' }`));
    expect(text).toMatch(/^setup-blocked \| cors \| .*onsight[.]json \| Send `Access-Control-Allow-Origin: /);
  });

  test('blocked: requests to another origin', async ({ page }) => {
    await using other = await serveFolders(folders, { headers: { 'access-control-allow-origin': '*' } });
    const options = on('worker.js', { 'content-security-policy': "connect-src 'self'" });
    const text = await shown(page, options, modulePage(`{ modelsUrl: '${other.origin}/models/' }`));
    expect(text).toMatch(/^setup-blocked \| csp \| .*onsight[.]json \| Add `http:.*` to `connect-src`/);
  });

  test('blocked: WebGPU on a page that is no secure context', async ({ page }) => {
    const text = await shown(page, { host: 'lan.test' }, modulePage("{ device: 'webgpu' }"));
    expect(text).toMatch(/^setup-blocked \| insecure-context \| http:.*lan.test.*https or localhost/);
  });

  test('asks for the module of the runtime before its megabytes', async ({ page }) => {
    const asked: string[] = [];
    page.context().on('request', (request) => asked.push(request.url()));
    await shown(page, on('.mjs', { 'content-type': 'application/octet-stream' }));
    expect(asked.filter((url) => /[.](wasm|onnx)$/.test(url))).toEqual([]);
    expect(asked.some((url) => url.endsWith('.mjs'))).toBe(true);
  });

  test('cuts an address that is long', async ({ page }) => {
    const text = await shown(page, {}, modulePage(`{ modelsUrl: 'http://[${'x'.repeat(100_000)}' }`));
    expect(text).toMatch(/^TypeError .*modelsUrl/);
    expect(text.length).toBeLessThan(400);
  });
});
