import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import type * as Files from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { npmPack, npmRegistry, writePack } from '../../../fixtures/npm-registry.ts';
import { testFolder } from '../../convert/testdata/test-folder.ts';
import { runCli } from '../run-cli.ts';

const { deny } = vi.hoisted(() => ({ deny: { folder: undefined as string | undefined } }));

// Tests may run as root, who is refused nothing.
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof Files>();
  const mkdir = (path: string, options: { readonly recursive: true }): Promise<string | undefined> => {
    if (deny.folder === undefined || !path.startsWith(deny.folder)) return real.mkdir(path, options);
    return Promise.reject(Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }));
  };
  return { ...real, mkdir };
});

const name = '@onsight/starter';
let files: Readonly<Record<string, Buffer>>;
const tarballs: Record<string, Buffer> = {};

beforeAll(() => {
  for (const version of ['2.9.0', '3.0.0']) {
    const folder = mkdtempSync(join(tmpdir(), 'onsight-pack-'));
    files = writePack(folder, version, version === '3.0.0' ? 1 : 2);
    tarballs[version] = npmPack(folder);
    rmSync(folder, { recursive: true });
  }
});

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(cwd: string, argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
  const text = { out: '', err: '' };
  const stdout = { write: (part: string) => (text.out += part) };
  const stderr = { write: (part: string) => (text.err += part) };
  const { signal } = new AbortController();
  const code = await runCli(['models', ...argv], { env, cwd, stdout, stderr, signal });
  return { code, ...text };
}

/** Files of a pack's folder by path, without the package's own. */
function contents(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    paths.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path).toString('base64')];
    }),
  );
}

function expected(): Record<string, string> {
  const entries = Object.entries(files).filter(([path]) => path !== 'package.json');
  return Object.fromEntries(entries.map(([path, content]) => [path, content.toString('base64')]));
}

test('brings the pack of this release from the registry, and leaves nothing else', async () => {
  await using registry = await npmRegistry(name, { ...tarballs, '3.1.0': Buffer.from('newer') });
  const cwd = testFolder();
  const { code, out } = await run(cwd, ['public/models'], { npm_config_registry: `${registry.url}/` });
  expect(code).toBe(0);
  expect(contents(join(cwd, 'public/models/starter'))).toEqual(expected());
  expect(readdirSync(join(cwd, 'public/models'))).toEqual(['starter']);
  expect(out).toContain('public/models/starter: @onsight/starter 3.0.0 from http://');
  expect(out).toContain("createOnsight({ modelsUrl: '/models/' })");

  const again = await run(cwd, ['public/models'], { npm_config_registry: registry.url });
  expect(again).toMatchObject({ code: 0, out: expect.stringContaining('already there, 3 files verified') as string });
  expect(registry.requests).toEqual(['/@onsight%2fstarter', '/@onsight/starter/-/3.0.0.tgz']);
});

test('continues after cut connections, in one run and in the next', async () => {
  const cwd = testFolder();
  const cuts = [100_000, 50_000, 0, 0, 0, 0];
  const part = join(cwd, 'models/.onsight-starter-3.0.0.tgz.part');
  const kept = (bytes: number): Promise<void> =>
    vi.waitFor(() => expect(statSync(part).size).toBe(bytes), { timeout: 30_000, interval: 10 });
  await using registry = await npmRegistry(name, tarballs, { cuts, kept });
  const failed = await run(cwd, ['models', '--registry', registry.url]);
  expect(failed.code).toBe(1);
  expect(failed.err).toMatch(/Could not download .*3\.0\.0\.tgz.*What has arrived is kept/);
  expect(registry.requests.slice(1, 4)).toEqual([
    '/@onsight/starter/-/3.0.0.tgz',
    '/@onsight/starter/-/3.0.0.tgz bytes=100000-',
    '/@onsight/starter/-/3.0.0.tgz bytes=150000-',
  ]);
  const resumed = await run(cwd, ['models', '--registry', registry.url]);
  expect(resumed).toMatchObject({ code: 0 });
  expect(registry.requests.at(-1)).toBe('/@onsight/starter/-/3.0.0.tgz bytes=150000-');
  expect(contents(join(cwd, 'models/starter'))).toEqual(expected());
});

test('starts over where the server knows no ranges', async () => {
  await using registry = await npmRegistry(name, tarballs, { cuts: [100_000], ranges: false });
  const cwd = testFolder();
  expect(await run(cwd, ['models', '--registry', registry.url])).toMatchObject({ code: 0 });
  expect(contents(join(cwd, 'models/starter'))).toEqual(expected());
});

test('discards a partial download of another file', async () => {
  await using registry = await npmRegistry(name, tarballs);
  const cwd = testFolder();
  mkdirSync(join(cwd, 'models'));
  writeFileSync(join(cwd, 'models/.onsight-starter-3.0.0.tgz.part'), Buffer.alloc(5000));
  expect(await run(cwd, ['models', '--registry', registry.url])).toMatchObject({ code: 0 });
  expect(contents(join(cwd, 'models/starter'))).toEqual(expected());
});

test('accepts a download that was complete but not unpacked', async () => {
  await using registry = await npmRegistry(name, tarballs);
  const cwd = testFolder();
  mkdirSync(join(cwd, 'models'));
  writeFileSync(join(cwd, 'models/.onsight-starter-3.0.0.tgz.part'), tarballs['3.0.0'] ?? '');
  expect(await run(cwd, ['models', '--registry', registry.url])).toMatchObject({ code: 0 });
  expect(contents(join(cwd, 'models/starter'))).toEqual(expected());
});

test('refuses a tarball that is not the one announced', async () => {
  const integrity = `sha512-${Buffer.alloc(64).toString('base64')}`;
  await using registry = await npmRegistry(name, tarballs, { integrity });
  const cwd = testFolder();
  const { code, err } = await run(cwd, ['models', '--registry', registry.url]);
  expect(code).toBe(1);
  expect(err).toMatch(/3\.0\.0\.tgz is not the file that was expected/);
  expect(contents(join(cwd, 'models'))).toEqual({});
});

test('refuses a package whose files are not those of its manifest, and keeps what was there', async () => {
  const folder = testFolder();
  writePack(folder, '3.0.0');
  writeFileSync(join(folder, 'text_encoder.onnx'), Buffer.alloc(300_000));
  await using registry = await npmRegistry(name, { '3.0.0': npmPack(folder) });
  const cwd = testFolder();
  writePack(join(cwd, 'models/starter'), '2.9.0', 2);
  const before = contents(join(cwd, 'models/starter'));
  const { code, err } = await run(cwd, ['models', '--registry', registry.url]);
  expect(code).toBe(1);
  expect(err).toMatch(/text_encoder\.onnx is not the file that was expected/);
  expect(contents(join(cwd, 'models/starter'))).toEqual(before);
});

test('replaces another version, and heals truncated, changed and missing files', async () => {
  await using registry = await npmRegistry(name, tarballs);
  const cwd = testFolder();
  const target = join(cwd, 'models/starter');
  const command = ['models', '--registry', registry.url];
  expect(await run(cwd, [...command, '--pack', 'starter@2.9.0'])).toMatchObject({ code: 0 });
  expect(await run(cwd, command)).toMatchObject({ code: 0 });
  expect(contents(target)).toEqual(expected());

  truncateSync(join(target, 'text_encoder.onnx'), 1000);
  writeFileSync(join(target, 'README.md'), Buffer.alloc(40));
  const { code, out } = await run(cwd, command);
  expect(code).toBe(0);
  expect(out).toContain('2 of 3 files written');
  expect(contents(target)).toEqual(expected());

  rmSync(join(target, 'onsight.json'));
  expect(await run(cwd, command)).toMatchObject({ code: 0 });
  expect(contents(target)).toEqual(expected());
});

test('copies from an installed package without a network', async () => {
  const cwd = testFolder();
  writePack(join(cwd, 'node_modules/@onsight/starter'), '3.0.0');
  const command = ['static/vendor/models', '--registry', 'http://127.0.0.1:9'];
  const { code, out } = await run(cwd, command);
  expect(code).toBe(0);
  expect(out).toContain(`from ${join('node_modules/@onsight/starter')}, 3 of 3 files written`);
  expect(out).toContain("createOnsight({ modelsUrl: '/vendor/models/' })");
  expect(contents(join(cwd, 'static/vendor/models/starter'))).toEqual(expected());
  expect(await run(cwd, [...command, '--pack', 'starter@4.0.0'])).toMatchObject({ code: 1 });
});

test('says where to write if there is no room or no permission', async () => {
  await using registry = await npmRegistry(name, tarballs);
  const cwd = testFolder();
  mkdirSync(join(cwd, 'models'));
  const part = join(cwd, 'models/.onsight-starter-3.0.0.tgz.part');
  symlinkSync('/dev/full', part);
  const full = await run(cwd, ['models', '--registry', registry.url]);
  expect(full.code).toBe(1);
  expect(full.err).toMatch(/No space is left on the disk: .*starter\. .*same command again/);

  deny.folder = join(cwd, 'denied');
  const denied = await run(cwd, ['denied', '--registry', registry.url]);
  deny.folder = undefined;
  expect(denied.err).toMatch(/no permission to write: .*denied.starter\. Choose another folder/);

  writeFileSync(join(cwd, 'file'), '');
  const inFile = await run(cwd, ['file', '--registry', registry.url]);
  expect(inFile.err).toMatch(/A file has the name of a folder: /);
});

test('names the package and the way out if the registry cannot give it', async () => {
  await using registry = await npmRegistry(name, tarballs);
  const cwd = testFolder();
  const argv = (pack: string, url = registry.url): string[] => ['models', '--registry', url, '--pack', pack];
  expect((await run(cwd, argv('starter@9.9.9'))).err).toMatch(/has no version 9\.9\.9, but 2\.9\.0, 3\.0\.0/);
  expect((await run(cwd, argv('speech'))).err).toMatch(/npm install @onsight\/speech.*status 404/);
  expect((await run(cwd, argv('starter', 'http://no-such-host.invalid'))).err).toMatch(
    /(ENOTFOUND|EAI_AGAIN).*npm install @onsight\/starter/,
  );
  expect(await run(cwd, argv('../x'))).toMatchObject({ code: 2 });
  expect(await run(cwd, ['models', '--registry', 'here'])).toMatchObject({ code: 2 });
  expect(await run(cwd, [])).toMatchObject({ code: 2 });
});

test('the packages are those of the packs in public/models', () => {
  const tool = resolve(import.meta.dirname, '../../../tools/model-packages.mjs');
  execFileSync(process.execPath, [tool, '--check'], { stdio: 'inherit' });
});
