import { spawnSync } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { serveFolders } from '../fixtures/serve-folders.ts';
import { writeBaseCheckpoint } from '../fixtures/base-checkpoint.ts';
import { BrowserProfile } from './browser-profile.ts';
import { rendererBytes } from './renderer-memory.ts';

/** Runs `onsight convert` as a user does; returns seconds and peak memory. */
function convert(
  source: string,
  out: string,
  options: readonly string[],
): { readonly seconds: number; readonly peakMb: number } {
  // The last line of stderr is the peak in kilobytes.
  const report = "process.on('exit', () => process.stderr.write('\\n' + process.resourceUsage().maxRSS))";
  const command = ['--import', `data:text/javascript,${report}`, 'dist/cli.js', 'convert', source, '--out', out];
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [...command, ...options], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return { seconds: (performance.now() - started) / 1000, peakMb: Number(stderr.split('\n').at(-1)) / 1000 };
}

async function read(path: string): Promise<number> {
  const started = performance.now();
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 8 * 1024 * 1024 }))
    bytes += (chunk as Buffer).length;
  expect(bytes).toBeGreaterThan(0);
  return (performance.now() - started) / 1000;
}

test('converting BLIP-base against reading it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'onsight-bench-'));
  try {
    const megabytes = writeBaseCheckpoint(join(folder, 'base')) / 1e6;
    const reading = await read(join(folder, 'base/model.safetensors'));
    console.log(
      `${megabytes.toFixed(0)} MB, read in ${reading.toFixed(2)} s (${(megabytes / reading).toFixed(0)} MB/s)`,
    );
    for (const [dtype, backend] of [
      ['fp32', 'wasm'],
      ['fp16', 'wasm'],
      ['q8', 'wasm'],
      ['q8', 'webgpu'],
      ['q4', 'webgpu'],
    ] as const) {
      const out = join(folder, `${dtype}-${backend}`);
      const { seconds, peakMb } = convert(join(folder, 'base'), out, ['--dtype', dtype, '--for', backend]);
      const speed = `${(megabytes / seconds).toFixed(0)} MB/s, ${(seconds / reading).toFixed(1)}x the time of reading it`;
      console.log(`${dtype} for ${backend}: ${seconds.toFixed(1)} s, ${speed}, peak memory ${peakMb.toFixed(0)} MB`);
      rmSync(out, { recursive: true });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const page = `<!doctype html><input type="file" webkitdirectory><script type="module">
  import { createOnsight } from '/dist/index.js';
  const input = document.querySelector('input');
  globalThis.read = async () => {
    const started = performance.now();
    for (const file of input.files) for await (const _ of file.stream());
    return (performance.now() - started) / 1000;
  };
  globalThis.convert = async (dtype) => {
    const onsight = await createOnsight({ device: 'wasm', modelsUrl: '/models/' });
    const started = performance.now();
    await onsight.models.import(input.files, { dtype, name: dtype });
    const seconds = (performance.now() - started) / 1000;
    await onsight.models.delete('local/' + dtype);
    await onsight.dispose();
    return seconds;
  };
  document.title = 'ready';
</script>`;

/** Result of a task, and the peak memory of the page's process while `task` runs, sampled. */
async function peakOf<T>(userDir: string, task: Promise<T>): Promise<{ readonly value: T; readonly peakMb: number }> {
  let peak = 0;
  const sampling = setInterval(() => (peak = Math.max(peak, rendererBytes(userDir))), 50);
  try {
    return { value: await task, peakMb: peak / 1e6 };
  } finally {
    clearInterval(sampling);
  }
}

test('converting BLIP-base in a browser, from a folder, against reading it there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'onsight-bench-'));
  try {
    const megabytes = writeBaseCheckpoint(join(folder, 'base')) / 1e6;
    await using server = await serveFolders(
      { '/dist/': 'dist', '/models/': 'public/models' },
      { pages: { '/': page } },
    );
    await using profile = new BrowserProfile();
    const tab = await profile.launch();
    await tab.goto(server.origin);
    await tab.waitForFunction(() => document.title === 'ready');
    await tab.locator('input').setInputFiles(join(folder, 'base'));
    const lines: ((reading: number) => string)[] = [];
    for (const dtype of ['fp32', 'fp16', 'q8']) {
      const converting = tab.evaluate<number>(`convert('${dtype}')`);
      const { value: seconds, peakMb } = await peakOf(profile.folder, converting);
      lines.push(
        (reading) =>
          `${dtype} in the browser: ${seconds.toFixed(1)} s, ${(megabytes / seconds).toFixed(0)} MB/s, ` +
          `${(seconds / reading).toFixed(1)}x the time of reading it, peak of the page's process ${peakMb.toFixed(0)} MB`,
      );
    }
    // Last, because the bytes read stay in the page's memory until they are collected.
    const reading = await tab.evaluate<number>('read()');
    console.log(`${megabytes.toFixed(0)} MB, read in the browser in ${reading.toFixed(2)} s`);
    for (const line of lines) console.log(line(reading));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
