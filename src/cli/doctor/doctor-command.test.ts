import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { writePack } from '../../../fixtures/npm-registry.ts';
import { serveFolders, type ServeOptions } from '../../../fixtures/serve-folders.ts';
import { testFolder } from '../../convert/testdata/test-folder.ts';
import { runCli } from '../run-cli.ts';

/** Writes a site with stand-ins of our scripts under the names and addresses of a bundler. */
function writeSite(): string {
  const folder = testFolder();
  const files = {
    'index.html': '<!doctype html><script type="module" src="/app.js"></script>',
    'app.js': "import './chunk-onsight.js'; // onsight",
    'chunk-onsight.js':
      'new Worker(new URL("worker-a1.js", import.meta.url)); new URL("./store-worker-b2.js", import.meta.url)',
    'worker-a1.js':
      '"onsight-model/1"; ["mjs", "wasm"]; ' +
      ['', '.asyncify']
        .flatMap((variant) =>
          ['mjs', 'wasm'].map(
            (kind) => `new URL("assets/ort-wasm-simd-threaded${variant}-c3.${kind}", import.meta.url)`,
          ),
        )
        .join(';'),
    'store-worker-b2.js': '1',
    ...Object.fromEntries(
      ['', '.asyncify'].flatMap((variant) =>
        ['mjs', 'wasm'].map((kind) => [`assets/ort-wasm-simd-threaded${variant}-c3.${kind}`, 'content']),
      ),
    ),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  writePack(join(folder, 'models/starter'), '3.0.0');
  return folder;
}

interface Report {
  readonly code: number;
  readonly host: string | null;
  /** `check: found` of each finding that is not fine. */
  readonly problems: readonly string[];
  /** Settings of each finding that is not fine, by host. */
  readonly settings: readonly Readonly<Record<string, string>>[];
}

async function doctor(url: string, ...options: readonly string[]): Promise<Report> {
  let out = '';
  let err = '';
  const stdout = { write: (part: string) => (out += part) };
  const stderr = { write: (part: string) => (err += part) };
  const context = { env: {}, cwd: '/', stdout, stderr, signal: new AbortController().signal };
  const code = await runCli(['doctor', url, '--json', ...options], context);
  if (out === '') throw new Error(err);
  // The command's own output.
  const { host, findings } = JSON.parse(out) as {
    host: string | null;
    findings: { status: string; check: string; found: string; settings?: Record<string, string> }[];
  };
  const bad = findings.filter(({ status, check }) => status !== 'ok' && !check.endsWith(': compression'));
  return {
    code,
    host,
    problems: bad.map(({ status, check, found }) => `${status} ${check}: ${found}`),
    settings: bad.map(({ settings = {} }) => settings),
  };
}

async function site(options: ServeOptions = {}, folder = writeSite()): Promise<string> {
  const server = await serveFolders({ '/': folder }, { ranges: true, ...options });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return `${server.origin}/`;
}

const csp = (policy: string): ServeOptions => ({ headers: { 'content-security-policy': policy } });
/** Headers of paths that contain a text. */
const on = (part: string, headers: Readonly<Record<string, string>>): ServeOptions => ({
  headers: (path) => (path.includes(part) ? headers : {}),
});
const strict = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'";

test('finds nothing wrong with a site that is set up well', async () => {
  for (const options of [
    {},
    csp(strict),
    { headers: { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' } },
    csp("script-src 'nonce-1' 'strict-dynamic' 'wasm-unsafe-eval'"),
  ])
    expect(await doctor(await site(options))).toMatchObject({ code: 0, problems: [] });
});

const failures: readonly (readonly [what: string, options: ServeOptions, problem: RegExp, setting: RegExp])[] = [
  ['WebAssembly in the policy', csp("script-src 'self'"), /WebAssembly: blocked by `script-src`/, /'wasm-unsafe-eval'/],
  [
    'workers in the policy',
    csp(strict.replace("worker-src 'self'", "worker-src 'none'")),
    /worker\.js: policy: blocked by `worker-src`/,
    /`'self'` to `worker-src`/,
  ],
  [
    'requests in the policy',
    csp(strict.replace("connect-src 'self'", 'connect-src https://a.example')),
    /models: policy: blocked by `connect-src`/,
    /`connect-src`/,
  ],
  [
    'Trusted Types',
    csp("require-trusted-types-for 'script'; trusted-types other"),
    /Trusted Types/,
    /`trusted-types` directive/,
  ],
  ['a sandbox', csp('sandbox allow-scripts'), /origin: a sandbox/, /`allow-same-origin`/],
  [
    'an embedder policy of the page alone',
    { headers: (path) => (path === '/' ? { 'cross-origin-embedder-policy': 'require-corp' } : {}) },
    /worker\.js: embedder policy/,
    /location = \/worker-a1\.js \{ add_header Cross-Origin-Embedder-Policy "require-corp" always; \}/,
  ],
  [
    'the type of .mjs',
    on('.mjs', { 'content-type': 'application/octet-stream' }),
    /mjs: application\/octet-stream/,
    /types \{ text\/javascript mjs; \}/,
  ],
  [
    'the type of the worker',
    on('worker-a1', { 'content-type': 'text/plain' }),
    /worker\.js: text\/plain/,
    /text\/javascript/,
  ],
];

test.each(failures)('names %s and the line to add', async (_what, options, problem, setting) => {
  const { code, problems, settings } = await doctor(await site(options));
  expect(code).toBe(1);
  const at = problems.findIndex((each) => problem.test(each));
  expect(problems.join('\n')).toMatch(problem);
  expect(settings[at]?.['nginx'] ?? settings[at]?.['all']).toMatch(setting);
});

test('finds damaged, missing and mixed model files', async () => {
  const folder = writeSite();
  const model = join(folder, 'models/starter/text_encoder.onnx');
  writeFileSync(model, Buffer.alloc(300_000));
  const url = await site({}, folder);
  expect((await doctor(url)).problems.join()).toMatch(
    /text_encoder\.onnx: 300000 bytes, SHA-256 .*the manifest has 300000/,
  );
  expect(await doctor(url, '--quick')).toMatchObject({ code: 0, problems: [] });
  writeFileSync(model, 'version https://git-lfs');
  expect((await doctor(url, '--quick')).problems).toEqual(['failure text_encoder.onnx: 23 bytes instead of 300000']);
  expect((await doctor(url, '--models', '/elsewhere')).problems.join()).toMatch(/failure models: status 404/);
});

test("tells an application's HTML from the files in whose place it is sent", async () => {
  const folder = writeSite();
  writeFileSync(join(folder, 'chunk-onsight.js'), 'new Worker(new URL("/gone/worker.js", import.meta.url))');
  const { code, problems } = await doctor(await site({ fallback: '<!doctype html>' }, folder), '--models', '/gone/');
  expect(code).toBe(1);
  expect(problems).toEqual([
    "failure worker.js: an application's HTML in its place",
    "failure models: an application's HTML in its place",
  ]);
  const whole = await doctor(await site({ fallback: '<!doctype html>', ranges: false }));
  expect(whole).toMatchObject({ code: 0 });
  expect(whole.problems).toEqual([
    'warning models: ranges: status 200',
    "warning missing files: status 200 and the application's HTML",
  ]);
});

test('checks the script tag of another origin', async () => {
  const cdn = await site();
  const page = `<!doctype html><script src="${cdn}chunk-onsight.js"></script>`;
  const models = ['--models', `${cdn}models/`];
  const { problems, settings } = await doctor(
    await site({ ...csp("worker-src 'self'"), pages: { '/': page } }),
    ...models,
  );
  expect(problems.join('\n')).toMatch(/worker\.js: policy: blocked by `worker-src`/);
  expect(settings.map(({ all }) => all).join('\n')).toMatch(/Add `blob:` to `worker-src`/);
  expect(problems.join('\n')).toMatch(/worker\.js: other origin: no Access-Control-Allow-Origin/);
  const open = await site({ headers: { 'access-control-allow-origin': '*' } });
  const tag = `<!doctype html><script src="${open}chunk-onsight.js"></script>`;
  expect(await doctor(await site({ pages: { '/': tag } }), '--models', `${open}models/`)).toMatchObject({ code: 0 });
});

test('warns of a worker that is kept longer than its page', async () => {
  const folder = writeSite();
  writeFileSync(join(folder, 'chunk-onsight.js'), 'new URL("./worker.js", import.meta.url)');
  writeFileSync(join(folder, 'worker.js'), '"onsight-model/1"');
  const url = await site(on('worker.js', { 'cache-control': 'public, max-age=31536000, immutable' }), folder);
  expect((await doctor(url)).problems.join()).toMatch(/warning worker\.js: caching/);
});

/** Headers from the documentation of the hosts, not from the hosts themselves: docs/hosts.md names the pages. */
describe('by headers that the documentation of a host states', () => {
  test('Netlify', async () => {
    const headers = { server: 'Netlify', 'cache-control': 'public,max-age=0,must-revalidate' };
    expect(await doctor(await site({ headers }))).toMatchObject({ code: 0, host: 'netlify', problems: [] });
  });

  test('Cloudflare Pages, without the file that it refuses', async () => {
    const folder = writeSite();
    rmSync(join(folder, 'assets/ort-wasm-simd-threaded.asyncify-c3.wasm'));
    const headers = { server: 'cloudflare', 'access-control-allow-origin': '*' };
    const { host, problems, settings } = await doctor(await site({ headers }, folder));
    expect(host).toBe('cloudflare-pages');
    expect(problems).toEqual(['failure ort-wasm-simd-threaded.asyncify.wasm: status 404']);
    expect(settings[0]?.['all']).toMatch(/25 MiB.*assetsUrl.*device: 'wasm'/);
  });

  test('Cloudflare Pages as the host to come', async () => {
    const folder = writeSite();
    writeFileSync(join(folder, 'assets/ort-wasm-simd-threaded.asyncify-c3.wasm'), Buffer.alloc(26_861_777));
    const url = await site({}, folder);
    expect(await doctor(url)).toMatchObject({ code: 0, problems: [] });
    const { problems } = await doctor(url, '--host', 'cloudflare-pages');
    expect(problems.join()).toMatch(/size: 26\.9 MB, more than the 25 MiB/);
  });

  test('GitHub Pages, which sends no headers of the site', async () => {
    const headers = { server: 'GitHub.com', 'access-control-allow-origin': '*', 'cache-control': 'max-age=600' };
    const page = {
      '/': '<!doctype html><meta http-equiv="Content-Security-Policy" content="worker-src &#39;none&#39;"><script src="/app.js"></script>',
    };
    const { host, problems } = await doctor(await site({ headers, pages: page }));
    expect(host).toBe('github-pages');
    expect(problems.join()).toMatch(/worker\.js: policy: blocked by `worker-src`/);
  });

  test('S3, which knows the type of what was uploaded with one', async () => {
    const headers = (path: string): Record<string, string> => ({
      server: 'AmazonS3',
      ...(/[.](mjs|wasm)$/.test(path) && { 'content-type': 'binary/octet-stream' }),
    });
    const { host, problems, settings } = await doctor(await site({ headers }));
    expect(host).toBe('s3');
    expect(problems[0]).toMatch(/mjs: binary\/octet-stream/);
    expect(settings[0]?.['s3']).toMatch(/--content-type text\/javascript/);
  });
});

test('prints the line for the host, and exits with 2 for an invalid command line', async () => {
  const url = await site({
    headers: (path) => ({ server: 'nginx', ...(path.endsWith('.mjs') && { 'content-type': 'text/plain' }) }),
  });
  let out = '';
  const stdout = { write: (part: string) => (out += part) };
  const context = { env: {}, cwd: '/', stdout, stderr: stdout, signal: new AbortController().signal };
  expect(await runCli(['doctor', url], context)).toBe(1);
  expect(out).toMatch(
    /FAILURE ort-wasm-simd-threaded\.mjs: text\/plain\n.*\n {8}nginx: types \{ text\/javascript mjs; \}/,
  );
  expect(out).toMatch(/\d+ checks passed, 2 warnings, 2 failures/);
  for (const argv of [['here'], [url, 'more'], [url, '--host', 'iis'], []])
    expect(await runCli(['doctor', ...argv], context)).toBe(2);
  expect(await runCli(['doctor', 'http://127.0.0.1:9/'], context)).toBe(1);
});
