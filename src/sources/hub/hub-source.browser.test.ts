import { expect, test } from 'vitest';
import { openFileCache } from '../../assets/file-cache.ts';
import { HubSource } from './hub-source.ts';
import { assetUrls } from '../asset-urls.ts';
import { WorkerRuntime } from '../worker-runtime.ts';

const paths = ['onnx/text_model.onnx', 'onnx/vision_model.onnx', 'onnx/no_such_model.onnx'];
const id = 'onsight-test/clip-tiny-patch8';

test('sizes are known without a network once they were asked for, whatever is stored', async () => {
  const name = 'onsight-hub-source';
  const hubUrl = new URL('/hub/range/', location.href).href;
  const source = async (fetch?: typeof globalThis.fetch): Promise<HubSource> => {
    const cache = await openFileCache({ name, retryDelayMs: 1, ...(fetch === undefined ? {} : { fetch }) });
    const runtime = new WorkerRuntime('wasm', cache, assetUrls({}), () => undefined);
    return new HubSource({ id }, hubUrl, cache, runtime);
  };
  const cut: typeof fetch = () => Promise.reject(new TypeError('Failed to fetch'));
  await expect((await source(cut)).sizes(['onnx/model.onnx'])).rejects.toMatchObject({ code: 'download-failed' });
  const sizes = await (await source()).sizes(paths);
  expect(sizes[0]).toBeGreaterThan(1000);
  expect(sizes[2]).toBe('missing');
  expect(await (await source(cut)).sizes(paths)).toEqual(sizes);
});
