import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkpoints, testFolder } from '../convert/testdata/test-folder.ts';
import { parseManifest } from '../families/packs/manifest.ts';
import { runCli } from './run-cli.ts';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(
  argv: readonly string[],
  signal: AbortSignal = new AbortController().signal,
  isTTY = false,
): Promise<Run> {
  const text = { out: '', err: '' };
  const stdout = { write: (part: string) => (text.out += part) };
  const stderr = { isTTY, write: (part: string) => (text.err += part) };
  const code = await runCli(argv, { env: {}, cwd: process.cwd(), stdout, stderr, signal });
  return { code, ...text };
}

function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('base64')]),
  );
}

const source = join(checkpoints, 'captioning-hub');

async function fromFolder(): Promise<string> {
  const out = testFolder();
  expect(await run(['convert', source, '--out', out, '--dtype', 'fp32', '--id', 'test/captioning'])).toMatchObject({
    code: 0,
  });
  return out;
}

test('converts a folder into a pack', async () => {
  const out = await fromFolder();
  const manifest = parseManifest('test/captioning', readFileSync(join(out, 'onsight.json'), 'utf8'));
  expect(manifest).toMatchObject({ id: 'test/captioning', family: 'blip', tasks: ['caption'] });
  expect(readdirSync(out).sort()).toEqual(['onsight.json', ...manifest.files.map(({ path }) => path)].sort());
});

test('draws a bar in a terminal and prints lines otherwise', async () => {
  const bar = await run(['convert', source, '--out', testFolder()], undefined, true);
  expect(bar.err).toMatch(/\r\[#{30}\] 100 %/);
  const lines = await run(['convert', source, '--out', testFolder()]);
  expect(lines.err.trimEnd().split('\n').at(-1)).toMatch(/^\[#{30}\] 100 %/);
});

describe('exits with 2 and a reason for an invalid command line', () => {
  test.each([
    [['transform'], /`models`.*`convert`.*`manifest`, got `transform`/],
    [['convert'], /Expected a folder/],
    [['convert', 'a/b'], /--out/],
    [['convert', 'a/b', 'c/d', '--out', 'x'], /one checkpoint, also got `c\/d`/],
    [['convert', 'a/b', '--out', 'x', '--dtype', 'q5'], /fp32, fp16, q8, q4, got `q5`/],
    [['convert', 'a/b', '--out', 'x', '--for', 'cpu'], /wasm, webgpu, got `cpu`/],
    [['convert', 'a/b', '--out', 'x', '--for', 'wasm', '--dtype', 'q4'], /ten times slower/],
    [['convert', 'a/b', '--out', 'x', '--hub-url', 'here'], /--hub-url/],
    [['convert', 'a/b', '--out', 'x', '--depth', '3'], /--depth/],
  ])('%j', async (argv, reason) => {
    const { code, err } = await run(argv);
    expect(code).toBe(2);
    expect(err).toMatch(reason);
  });
});

test('prints help on request', async () => {
  for (const argv of [[], ['--help'], ['convert', '-h']]) {
    const { code, out } = await run(argv);
    expect(code).toBe(0);
    expect(out).toMatch(/--dtype.*fp32, fp16, q8 or q4/);
  }
});

test('exits with 1 and one line on failure', async () => {
  const folder = testFolder();
  writeFileSync(join(folder, 'config.json'), '{"model_type":"blip"}');
  writeFileSync(join(folder, 'pytorch_model.bin'), 'PK');
  const { code, err } = await run(['convert', folder, '--out', testFolder()]);
  expect(code).toBe(1);
  expect(err).toMatch(/^"pytorch_model.bin" cannot be read: .*safetensors\/convert.*\n$/);
  expect(await run(['convert', 'no such folder', '--out', folder])).toMatchObject({ code: 1 });
});

test('reports an unreachable Hub with the reason', async () => {
  const { code, err } = await run([
    'convert',
    'a/b',
    '--out',
    testFolder(),
    '--hub-url',
    'http://no-such-host.invalid',
  ]);
  expect(code).toBe(1);
  expect(err).toMatch(/no-such-host\.invalid\/a\/b\/.*(ENOTFOUND|EAI_AGAIN)/);
});

test('exits with 130 on Ctrl-C, and the same command resumes', async () => {
  const expected = contents(await fromFolder());
  const out = testFolder();
  const stop = new AbortController();
  const command = ['convert', source, '--out', out, '--dtype', 'fp32', '--id', 'test/captioning'];
  const text = { err: '' };
  const stderr = {
    write: (part: string) => {
      text.err += part;
      if (/ [6-9]\d %/.test(part)) stop.abort();
    },
  };
  const code = await runCli(command, {
    env: {},
    cwd: process.cwd(),
    stdout: { write: () => true },
    stderr,
    signal: stop.signal,
  });
  expect(code).toBe(130);
  expect(text.err).toMatch(/Run the same command again to resume/);
  expect(existsSync(join(out, 'onsight.json'))).toBe(false);
  expect(await run(command)).toMatchObject({ code: 0 });
  expect(contents(out)).toEqual(expected);
});

type Answer = (request: IncomingMessage, response: ServerResponse, bytes: Buffer) => void;

const ranges =
  (etag: () => string): Answer =>
  (request, response, bytes) => {
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    response.setHeader('etag', etag());
    if (from === undefined) return void response.setHeader('content-length', bytes.length).end(bytes);
    const end = to === '' || to === undefined ? bytes.length : Math.min(bytes.length, Number(to) + 1);
    const range = `bytes ${from}-${String(end - 1)}/${String(bytes.length)}`;
    response.writeHead(206, { 'content-range': range, 'content-length': end - Number(from) });
    response.end(bytes.subarray(Number(from), end));
  };

const withRange = ranges(() => '"1"');

/** Ignores Range. */
const whole: Answer = (_, response, bytes) => void response.setHeader('content-length', bytes.length).end(bytes);

/** A Hub with one repository `owner/name`, whose files may be changed while it runs. */
async function hub(folder: string, answer: Answer): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = /^\/owner\/name\/resolve\/main\/([\w.-]+)$/.exec(request.url ?? '')?.[1] ?? '';
    asked.push(`${request.method ?? ''} ${path} ${request.headers.range ?? ''}`);
    const file = join(folder, path);
    if (path === '' || !existsSync(file)) return void response.writeHead(404).end();
    const bytes = readFileSync(file);
    if (request.method === 'HEAD')
      return void response.setHeader('content-length', bytes.length).setHeader('etag', '"1"').end();
    answer(request, response, bytes);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}`, asked };
}

const fromHub = (url: string, out: string): Promise<Run> =>
  run(['convert', 'owner/name', '--out', out, '--dtype', 'fp32', '--id', 'test/captioning', '--hub-url', url]);

describe('converts a Hub repository into the same pack as its folder', () => {
  test.each([
    ['with Range', withRange],
    ['without Range', whole],
  ])('%s', async (_, answer) => {
    const { url } = await hub(source, answer);
    const out = testFolder();
    expect(await fromHub(url, out)).toMatchObject({ code: 0 });
    expect(contents(out)).toEqual(contents(await fromFolder()));
  });

  test('in a few requests, not one per tensor', async () => {
    const { url, asked } = await hub(source, withRange);
    await fromHub(url, testFolder());
    const weights = asked.filter((each) => each.startsWith('GET model.safetensors'));
    // Length, header, samples of both copies of the tied tensors, and one pass for each of three graphs; 96 tensors.
    expect(weights.length).toBeLessThan(20);
  });

  test('despite broken connections', async () => {
    let broken = 0;
    const { url } = await hub(source, (request, response, bytes) => {
      // Two of three long responses break off in the middle.
      const long = bytes.length > 100_000 && (request.headers.range ?? '').endsWith('-');
      if (!long || (broken += 1) % 3 === 0) {
        withRange(request, response, bytes);
        return;
      }
      const [, from] = /^bytes=(\d+)-/.exec(request.headers.range ?? '') ?? [];
      const start = Number(from);
      response.writeHead(206, { etag: '"1"', 'content-length': bytes.length - start });
      response.write(bytes.subarray(start, start + 40_000), () => response.destroy());
    });
    const out = testFolder();
    expect(await fromHub(url, out)).toMatchObject({ code: 0 });
    expect(broken).toBeGreaterThan(2);
    expect(contents(out)).toEqual(contents(await fromFolder()));
  });

  test('unless it is replaced meanwhile', async () => {
    let answers = 0;
    const { url } = await hub(
      source,
      ranges(() => `"${String((answers += 1))}"`),
    );
    const { code, err } = await fromHub(url, testFolder());
    expect(code).toBe(1);
    expect(err).toMatch(/changed while being read/);
  });

  test('or names the failing file in the error', async () => {
    const { url } = await hub(source, (_, response) => void response.writeHead(503).end());
    const { code, err } = await fromHub(url, testFolder());
    expect(code).toBe(1);
    expect(err).toMatch(/config.json.*status 503/);
    const missing = await run(['convert', 'owner/other', '--out', testFolder(), '--hub-url', url]);
    expect(missing.err).toMatch(/no config.json/);
  });
});

describe('a hand-written manifest', () => {
  const exports = join(import.meta.dirname, '../families/blip/testdata/exports/blip-vqa-base-onnx');
  const template = join(import.meta.dirname, '../../docs/manifests/blip-vqa-base-onnx.json');

  function exported(): string {
    const folder = testFolder();
    for (const name of readdirSync(exports)) writeFileSync(join(folder, name), readFileSync(join(exports, name)));
    writeFileSync(join(folder, 'tokenizer.json'), readFileSync(join(source, 'tokenizer.json')));
    writeFileSync(join(folder, 'onsight.json'), readFileSync(template));
    return folder;
  }

  test('lists the files it uses with sizes and hashes', async () => {
    const folder = exported();
    const { code, out } = await run(['manifest', folder]);
    expect(code).toBe(0);
    const { files } = parseManifest('m', readFileSync(join(folder, 'onsight.json'), 'utf8'));
    expect(files.map(({ path }) => path).sort()).toEqual([...readdirSync(exports), 'tokenizer.json'].sort());
    for (const { path, bytes, sha256 } of files) {
      expect(bytes).toBe(readFileSync(join(folder, path)).byteLength);
      expect(sha256).toBe(
        createHash('sha256')
          .update(readFileSync(join(folder, path)))
          .digest('hex'),
      );
      expect(out).toContain(sha256);
    }
  });

  test('names a missing file', async () => {
    const folder = exported();
    rmSync(join(folder, 'blip_vision_model.onnx.data'));
    const missing = await run(['manifest', folder]);
    expect(missing.code).toBe(1);
    expect(missing.err).toMatch(/blip_vision_model.onnx.data/);
    writeFileSync(join(folder, 'onsight.json'), '{');
    expect((await run(['manifest', folder])).err).toMatch(/not JSON/);
    expect((await run(['manifest', testFolder()])).err).toMatch(/docs\/manifests/);
    expect(await run(['manifest'])).toMatchObject({ code: 2 });
  });
});
