import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { baseHeader, baseTexts } from '../../../fixtures/base-checkpoint.ts';
import { folderWriter } from '../../cli/folder-writer.ts';
import { convertCheckpoint, type ConvertProgress } from '../convert-checkpoint.ts';
import { bytesOf, planConversion } from '../plan-conversion.ts';
import { MemoryFiles } from '../testdata/memory-files.ts';
import { testFolder } from '../testdata/test-folder.ts';
import type { PackWriter } from './pack-writer.ts';

const target = { id: 'test/model', dtype: 'q8', backend: 'wasm' } as const;

function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('base64')]),
  );
}

/** BLIP-base with fewer layers and all zeros, which take no memory, so that all memory in use is the converter's. */
function zeros(layers: number): MemoryFiles {
  const files = new MemoryFiles();
  for (const [name, text] of baseTexts(layers)) files.write(name, text);
  const { head, bytes } = baseHeader(layers);
  return Object.assign(files, {
    stat: (path: string) =>
      path === 'model.safetensors'
        ? Promise.resolve({ bytes, version: '1' })
        : MemoryFiles.prototype.stat.call(files, path),
    read: (path: string, start: number, end: number) => {
      if (path !== 'model.safetensors') return MemoryFiles.prototype.read.call(files, path, start, end);
      files.largestRead = Math.max(files.largestRead, end - start);
      const slice = new Uint8Array(end - start);
      slice.set(head.subarray(start, end));
      return Promise.resolve(slice);
    },
  });
}

test.each(['fp32', 'q8', 'q4'] as const)(
  '%s keeps only the largest tensor and a few megabytes in memory',
  async (dtype) => {
    setFlagsFromString('--expose-gc');
    // The flag gives new contexts the function.
    const collect = runInNewContext('gc') as () => void;
    const files = zeros(1);
    const plan = await planConversion(files, { id: 'base', dtype, backend: dtype === 'q4' ? 'webgpu' : 'wasm' });
    const live = (): number => {
      collect();
      return process.memoryUsage().arrayBuffers;
    };
    const before = live();
    let most = 0;
    let written = 0;
    const writer: PackWriter = {
      completed: () => Promise.resolve([]),
      open: () =>
        Promise.resolve({
          write: (chunk) => {
            written += chunk.byteLength;
            // Collecting garbage is slow, so measure only at large chunks, when memory use peaks.
            if (chunk.byteLength > 1e6) most = Math.max(most, live() - before);
            return Promise.resolve();
          },
          close: () => Promise.resolve(),
          abort: () => Promise.resolve(),
        }),
    };
    await convertCheckpoint(plan, writer);
    expect(written).toBeGreaterThan(plan.packBytes);
    const largest = 30524 * 768 * 4;
    // Proves that the measurement includes the tensor.
    expect(most).toBeGreaterThan(largest / 2);
    // The limit is 300 MB. Actual use is a chunk of 8 MB, the slice read last, and uncollected garbage.
    expect(most - largest).toBeLessThan(100e6);
    expect(files.largestRead).toBeLessThanOrEqual(8 * 1024 * 1024);
  },
  60_000,
);

test('reports the total from the first event, never falls, and ends complete', async () => {
  const plan = await planConversion(MemoryFiles.of('retrieval-hub'), target);
  const events: ConvertProgress[] = [];
  await convertCheckpoint(plan, folderWriter(testFolder()), { onProgress: (event) => events.push(event) });
  expect(events[0]).toEqual({ phase: 'convert', loadedBytes: 0, totalBytes: plan.sourceBytes });
  expect(new Set(events.map(({ totalBytes }) => totalBytes))).toEqual(new Set([plan.sourceBytes]));
  const loaded = events.map(({ loadedBytes }) => loadedBytes);
  expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
  expect(loaded.at(-1)).toBe(plan.sourceBytes);
});

test('knows all sizes before writing anything', async () => {
  for (const dtype of ['fp32', 'fp16', 'q8'] as const) {
    const plan = await planConversion(MemoryFiles.of('vqa-hub'), { ...target, dtype });
    const files = await convertCheckpoint(plan, folderWriter(testFolder()));
    const bytes = files.slice(0, -1).reduce((sum, file) => sum + file.bytes, 0);
    expect(bytes).toBe(plan.packBytes);
  }
});

test('resumes after an interruption at any byte and writes only the missing files', async () => {
  const whole = testFolder();
  const plan = await planConversion(MemoryFiles.of('captioning-hub'), target);
  await convertCheckpoint(plan, folderWriter(whole));
  const { sourceBytes } = plan;
  for (const share of [0, 0.01, 0.3, 0.5, 0.7, 0.99, 1]) {
    const folder = testFolder();
    const stop = new AbortController();
    const reason = new Error('enough');
    const onProgress = ({ loadedBytes }: ConvertProgress): void => {
      if (loadedBytes >= share * sourceBytes) stop.abort(reason);
    };
    const broken = convertCheckpoint(plan, folderWriter(folder), { signal: stop.signal, onProgress });
    await expect(broken).rejects.toBe(reason);
    expect(readdirSync(folder)).not.toContain('onsight.json');
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
    const files = MemoryFiles.of('captioning-hub');
    const again = await planConversion(files, target);
    const planned = files.readBytes;
    const finished = readdirSync(folder).filter((name) => name.endsWith('.onnx'));
    const events: ConvertProgress[] = [];
    await convertCheckpoint(again, folderWriter(folder), { onProgress: (event) => events.push(event) });
    expect(contents(folder)).toEqual(contents(whole));
    expect(events.at(-1)).toEqual({ phase: 'convert', loadedBytes: sourceBytes, totalBytes: sourceBytes });
    const kept = plan.graphFiles.filter(({ path }) => finished.includes(path));
    const saved = kept.reduce((sum, { sources }) => sum + bytesOf(sources), 0);
    expect(files.readBytes - planned).toBe(sourceBytes - saved);
  }
});

test('does not reuse files of another checkpoint or dtype', async () => {
  const folder = testFolder();
  const stop = new AbortController();
  const first = await planConversion(MemoryFiles.of('captioning-hub'), target);
  const broken = convertCheckpoint(first, folderWriter(folder), {
    signal: stop.signal,
    onProgress: ({ loadedBytes, totalBytes }) => {
      if (loadedBytes === totalBytes) stop.abort();
    },
  });
  await expect(broken).rejects.toThrow();
  expect(await folderWriter(folder).completed(first.key)).not.toEqual([]);
  const changed = MemoryFiles.of('captioning-hub');
  changed.stat = (path) => {
    const bytes = changed.files.get(path)?.byteLength;
    return Promise.resolve(bytes === undefined ? undefined : { bytes, version: '2' });
  };
  for (const other of [
    await planConversion(changed, target),
    await planConversion(MemoryFiles.of('captioning-hub'), { ...target, dtype: 'fp16' }),
    await planConversion(MemoryFiles.of('captioning-hub'), { ...target, backend: 'webgpu' }),
  ])
    expect(await folderWriter(folder).completed(other.key)).toEqual([]);
});

test('names the tensor of a truncated checkpoint and leaves no file', async () => {
  const files = MemoryFiles.of('captioning-hub');
  const plan = await planConversion(files, target);
  const weights = files.files.get('model.safetensors')!;
  files.files.set('model.safetensors', weights.subarray(0, weights.length / 2));
  const folder = testFolder();
  const converting = convertCheckpoint(plan, folderWriter(folder));
  await expect(converting).rejects.toMatchObject({ code: 'unsupported-format' });
  await expect(converting).rejects.toThrow(/ended within tensor "vision_model/);
  expect(readdirSync(folder)).toEqual([]);
});
