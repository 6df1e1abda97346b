import { beforeAll, expect, test } from 'vitest';
import { HttpRepository, HubBench } from '../../../fixtures/hub/hub-bench.ts';
import type { HubRepository } from './hub-repository.ts';

const clip = 'onsight-test/clip-tiny-patch8';
const siglip2 = 'onsight-test/siglip2-tiny-patch16-64';
const chineseClip = 'onsight-test/chinese-clip-tiny-patch16';

let bench: HubBench;
beforeAll(async () => {
  bench = await HubBench.start();
});

/** A working model in the same realm must not be affected by earlier failures. */
async function expectGoodLoad(): Promise<void> {
  await using model = await bench.model(new HttpRepository('range', clip), { id: clip });
  expect(await model.embedTexts(['a dog'])).toHaveLength(1);
  expect((await bench.transformers()).poisoned).toBe(false);
}

/** The repository with some of its JSON replaced. */
function withJson(repository: HubRepository, changed: Readonly<Record<string, unknown>>): HubRepository {
  return {
    sizes: async (paths, options) =>
      (await repository.sizes(paths, options)).map((size, index) =>
        Object.hasOwn(changed, paths[index]!) ? undefined : size,
      ),
    read: async (paths, options) => {
      const blobs = await repository.read(paths, options);
      return blobs.map((blob, index) => {
        const path = paths[index]!;
        return path in changed ? new Blob([JSON.stringify(changed[path])]) : blob;
      });
    },
  };
}

test.each(['broken', 'cut'])('%s graphs are an unsupported model, and the next good load works', async (mode) => {
  const model = await bench.model(new HttpRepository(mode, clip), { id: clip });
  await expect(model.embedTexts(['a dog'])).rejects.toMatchObject({ code: 'unsupported-model' });
  await model.dispose();
  await expectGoodLoad();
});

test('rejects a graph without its external data at once', async () => {
  const repository = new HttpRepository('no-data', siglip2);
  await expect(bench.model(repository, { id: siglip2, dtype: 'fp32' })).rejects.toMatchObject({
    code: 'unsupported-model',
  });
  expect(repository.asked.filter((path) => path.startsWith('onnx/'))).toEqual([]);
  await expectGoodLoad();
});

test('fails the load if external data disappears after the check', async () => {
  const whole = new HttpRepository('range', siglip2);
  const repository = withJson(whole, {
    'config.json': { model_type: 'siglip', text_config: { hidden_size: 36, max_position_embeddings: 20 } },
  });
  // The configuration hides the file from the check; ORT then finds the graph without its weights.
  const model = await bench.model(repository, { id: siglip2, dtype: 'fp32' });
  await expect(model.embedTexts(['a dog'])).rejects.toMatchObject({ code: 'unsupported-model' });
  await expectGoodLoad();
});

test("rejects a file whose length differs from the server's", async () => {
  const whole = new HttpRepository('range', clip);
  const repository: HubRepository = {
    sizes: async (paths) => (await whole.sizes(paths)).map((size) => (typeof size === 'number' ? size + 1 : size)),
    read: (paths) => whole.read(paths),
  };
  const model = await bench.model(repository, { id: clip });
  await expect(model.embedTexts(['a dog'])).rejects.toMatchObject({ code: 'integrity-mismatch' });
  await expectGoodLoad();
});

test.each([
  ['no graphs', 'no-graphs', clip, {}],
  ['no tokenizer', 'no-tokenizer', clip, {}],
  ['a weight format that is not there', 'range', clip, { dtype: 'q4' as const }],
  ['no such repository', 'range', 'onsight-test/nothing', {}],
])('%s is an unsupported model with a reason', async (_name, mode, id, request) => {
  const open = async (): Promise<void> => {
    await using model = await bench.model(new HttpRepository(mode, id), { id, ...request });
    await model.embedTexts(['a dog']);
  };
  await expect(open()).rejects.toMatchObject({ code: 'unsupported-model', details: { model: id } });
});

test.each([
  ['another kind of model', { 'config.json': { model_type: 'bert' } }],
  ['a config that is no object', { 'config.json': [] }],
  ['an invalid tokenizer', { 'tokenizer.json': { version: '1.0' } }],
  ['a picture size that the graph does not take', { 'preprocessor_config.json': { size: { height: 32, width: 32 } } }],
  ['other dimensions than the config says', { 'config.json': { model_type: 'clip', projection_dim: 512 } }],
])('%s is an unsupported model with a reason', async (_name, changed) => {
  const open = async (): Promise<void> => {
    const repository = withJson(new HttpRepository('range', clip), changed);
    await using model = await bench.model(repository, { id: clip });
    const [width, height] = model.image.size;
    await model.embedTexts(['a dog']);
    await model.embedImages([{ width, height, data: new Uint8ClampedArray(width * height * 4).fill(255) }]);
  };
  await expect(open()).rejects.toMatchObject({ code: 'unsupported-model', details: { model: clip } });
  await expectGoodLoad();
});

test("loads only the encoder of the query's modality", async () => {
  const repository = new HttpRepository('range', clip);
  await using model = await bench.model(repository, { id: clip });
  expect(repository.asked.toSorted()).toEqual(['config.json', 'preprocessor_config.json', 'tokenizer_config.json']);
  repository.asked.length = 0;
  await model.embedTexts(['a dog']);
  expect(new Set(repository.asked)).toEqual(new Set(['tokenizer.json', 'onnx/text_model_quantized.onnx']));
  repository.asked.length = 0;
  const picture = { width: 40, height: 40, data: new Uint8ClampedArray(6400).fill(255) };
  await model.embedImages([picture]);
  expect(repository.asked).toEqual(['onnx/vision_model_quantized.onnx']);
});

test('loads one graph for both encoders once', async () => {
  const repository = new HttpRepository('range', chineseClip);
  await using model = await bench.model(repository, { id: chineseClip });
  const picture = { width: 32, height: 32, data: new Uint8ClampedArray(4096).fill(255) };
  await Promise.all([model.embedTexts(['雪山']), model.embedImages([picture])]);
  expect(model.plan.graphs.text).toBe(model.plan.graphs.image);
  expect((await bench.transformers()).poisoned).toBe(false);
});

test('embeds independently of the rest of the batch', async () => {
  for (const id of [clip, 'onsight-test/jina-clip-tiny-v1', chineseClip]) {
    await using model = await bench.model(new HttpRepository('range', id), { id, dtype: 'fp32' });
    const texts = ['a dog', 'a cat lying on the porch of an old house by the sea', '雪山'];
    const together = await model.embedTexts(texts);
    for (const [index, text] of texts.entries()) {
      const [alone] = await model.embedTexts([text]);
      for (const [place, value] of alone!.entries()) expect(together[index]![place]).toBeCloseTo(value, 5);
    }
  }
});

test('rejects misuse, aborted and disposed calls', async () => {
  const model = await bench.model(new HttpRepository('range', clip), { id: clip });
  const wrong = { width: 41, height: 40, data: new Uint8ClampedArray(6560) };
  await expect(model.embedImages([wrong])).rejects.toBeInstanceOf(RangeError);
  const reason = new Error('enough');
  await expect(model.embedTexts(['a dog'], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const controller = new AbortController();
  const late = model.embedTexts(['a dog'], { signal: controller.signal });
  controller.abort(reason);
  await expect(late).rejects.toBe(reason);
  expect(await model.embedTexts(['a dog'])).toHaveLength(1);
  await model.dispose();
  await model.dispose();
  await expect(model.embedTexts(['a dog'])).rejects.toMatchObject({ code: 'disposed' });
});

test('reports progress that ends with ready', async () => {
  const phases: string[] = [];
  await using model = await bench.model(new HttpRepository('range', clip), { id: clip });
  await model.embedTexts(['a dog'], { onProgress: (event) => phases.push(event.phase) });
  expect(phases).toEqual(['initialise', 'ready']);
});
