import { afterEach, expect, test } from 'vitest';
import type { GenerateOptions, LoadProgress, Onsight } from '../index.ts';
import { createOnsight } from './create-onsight.ts';

interface Generated {
  readonly image: string;
  readonly prompt?: string | null;
  readonly question?: string;
  readonly options: GenerateOptions;
  readonly sequences: readonly { readonly text: string; readonly score?: number; readonly logProbability?: number }[];
}

interface Golden {
  readonly captions?: readonly Generated[];
  readonly answers?: readonly Generated[];
  readonly ranked?: readonly {
    readonly image: string;
    readonly question: string;
    readonly answers: readonly string[];
    readonly order: readonly number[];
  }[];
  readonly matches?: readonly {
    readonly image: string;
    readonly text: string;
    readonly probability: number;
    readonly similarity: number;
  }[];
}

const opened: Onsight[] = [];
afterEach(async () => {
  for (const onsight of opened.splice(0)) await onsight.dispose();
});

async function open(
  name: string,
  { mode = 'range', dtype = 'fp32' }: { readonly mode?: string; readonly dtype?: 'fp32' | 'q8' } = {},
): Promise<Onsight> {
  const onsight = await createOnsight({
    workerUrl: '/fixtures/vitest-worker/worker.ts',
    assetsUrl: '/dist/assets/',
    modelsUrl: '/no-models-here/',
    hubUrl: `/hub/${mode}/`,
    device: 'wasm',
    model: { id: `onsight-test/${name}`, dtype },
  });
  opened.push(onsight);
  return onsight;
}

async function goldenOf(name: string): Promise<Golden> {
  return (await (await fetch(`/hub/range/onsight-test/${name}/resolve/main/golden.json`)).json()) as Golden;
}

/** Number of requests for a file of the repository. */
async function requestsOf(id: string, file = 'count'): Promise<number> {
  return Number(await (await fetch(`/hub/requests/${id}/resolve/main/${file}`)).text());
}

/** Bytes of a file that the server sent. */
async function sentOf(id: string, file: string): Promise<number> {
  return Number(await (await fetch(`/hub/sent/${id}/resolve/main/${file}`)).text());
}

const photo = async (name: string): Promise<Blob> => (await fetch(`/samples/${name}`)).blob();
/** Ours joins "a man's", transformers 5 does not; the tokens are the same. */
const plain = (text: string): string => text.replaceAll(/\s*(['.,!?])\s*/g, '$1');
/** The pattern is not an image file. */
const ofPhotos = <T extends { readonly image: string }>(list: readonly T[] = []): readonly T[] =>
  list.filter(({ image }) => image !== 'pattern');
/** Without beams, Hugging Face is greedy; ours uses the model's three beams by default. */
const optionsOf = ({ options }: Generated): GenerateOptions => ({ ...options, beams: options.beams ?? 1 });

test.each(['captioning-hub', 'captioning-sharded', 'captioning-untied-fp16', 'captioning-wide-bf16'])(
  '%s: straight from its safetensors, captions are those of Hugging Face',
  async (name) => {
    const onsight = await open(name);
    const { captions } = await goldenOf(name);
    for (const expected of ofPhotos(captions)) {
      const prompt = expected.prompt ?? undefined;
      const got = await onsight.caption(await photo(expected.image), { ...optionsOf(expected), prompt });
      expect(got.alternatives.map(({ text }) => plain(text))).toEqual(
        expected.sequences.map(({ text }) => plain(text)),
      );
      for (const [index, { score }] of expected.sequences.entries())
        if (score !== undefined) expect(got.alternatives[index]?.score).toBeCloseTo(score, 3);
    }
    expect(() => onsight.model).toThrow(expect.objectContaining({ code: 'unsupported-model' }));
  },
);

test.each(['vqa-hub', 'vqa-deep-fp16'])('%s: answers and ranks are those of Hugging Face', async (name) => {
  const onsight = await open(name);
  const golden = await goldenOf(name);
  for (const expected of ofPhotos(golden.answers)) {
    const { answer } = await onsight.ask(await photo(expected.image), expected.question ?? '', optionsOf(expected));
    expect(answer).toBe(expected.sequences[0]?.text);
  }
  for (const { image, question, answers, order } of ofPhotos(golden.ranked)) {
    const { alternatives } = await onsight.ask(await photo(image), question, { answers });
    expect(alternatives.map(({ answer }) => answer)).toEqual(order.map((index) => answers[index]));
  }
});

test.each(['retrieval-hub', 'retrieval-wide'])('%s: ITM and ITC are those of Hugging Face', async (name) => {
  const onsight = await open(name);
  const { matches } = await goldenOf(name);
  for (const { image, text, probability, similarity } of ofPhotos(matches).filter(({ text }) => text !== '')) {
    const file = await photo(image);
    expect(Math.abs((await onsight.match(file, text)) - probability)).toBeLessThan(1e-4);
    expect(Math.abs((await onsight.match(file, text, { by: 'itc' })) - similarity)).toBeLessThan(1e-4);
  }
  expect(onsight.model.dims).toBeGreaterThan(0);
});

test('reports the size first, converts once, and needs no network at the next visit', async () => {
  const name = 'captioning-sharded';
  const onsight = await open(name);
  const id = `onsight-test/${name}`;
  await onsight.models.delete(id);
  const again = await open(name);
  const cost = await again.models.cost();
  const events: LoadProgress[] = [];
  await again.load({ id, dtype: 'fp32' }, { onProgress: (event) => events.push(event) });
  const downloads = events.flatMap((event) => (event.phase === 'download' ? [event] : []));
  expect(new Set(downloads.map(({ totalBytes }) => totalBytes))).toEqual(new Set([cost.totalBytes]));
  expect(downloads.map(({ loadedBytes }) => loadedBytes)).toEqual(
    downloads.map(({ loadedBytes }) => loadedBytes).sort((a, b) => a - b),
  );
  expect(downloads.at(-1)?.loadedBytes).toBe(cost.totalBytes);
  expect(events.at(-1)).toEqual({ phase: 'ready', model: id });
  expect((await again.models.stored()).find(({ group }) => group === id)?.files).toBeGreaterThan(3);
  const asked = await requestsOf(id);
  const offline = await open(name);
  expect((await offline.caption(await photo('red-crab-on-sand.jpg'), { seed: 5, topP: 0.9 })).text).not.toBe('');
  expect(await requestsOf(id)).toBe(asked);
});

test('resumes a cancelled conversion in another session, without extra downloads', async () => {
  const id = 'onsight-test/base-zeros';
  const weights = 'model.safetensors';
  const dtype = 'q8';
  const reason = new Error('enough');
  const first = await open('base-zeros', { dtype });
  const { totalBytes } = await first.models.cost();
  const stop = new AbortController();
  const cancelled = first.load(
    { id, dtype },
    {
      signal: stop.signal,
      onProgress: (event) => {
        if (event.phase === 'download' && event.loadedBytes > 0.9 * totalBytes) stop.abort(reason);
      },
    },
  );
  await expect(cancelled).rejects.toBe(reason);
  await first.dispose();
  const before = await sentOf(id, weights);
  expect(before).toBeLessThan(totalBytes);
  const second = await open('base-zeros', { dtype });
  const events: LoadProgress[] = [];
  await second.load({ id, dtype }, { onProgress: (event) => events.push(event) });
  const loaded = events.flatMap((event) => (event.phase === 'download' ? [event.loadedBytes] : []));
  expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
  expect(loaded.at(-1)).toBe(totalBytes);
  expect(events.at(-1)).toEqual({ phase: 'ready', model: id });
  // A full download would be more: the image encoder was finished.
  expect((await sentOf(id, weights)) - before).toBeLessThan(0.9 * totalBytes);
}, 60_000);

test('converts a deleted model again, also in a session that had it open', async () => {
  const name = 'vqa-hub';
  const id = `onsight-test/${name}`;
  const onsight = await open(name);
  await onsight.load({ id, dtype: 'fp32' });
  await onsight.models.delete(id);
  await onsight.load({ id, dtype: 'fp32' });
  const stored = (await onsight.models.stored()).find(({ group }) => group === id);
  expect(stored?.files).toBeGreaterThan(3);
  const { answers } = await goldenOf(name);
  const [expected] = ofPhotos(answers);
  if (expected === undefined) throw new Error('no golden answer');
  const { answer } = await onsight.ask(await photo(expected.image), expected.question ?? '', optionsOf(expected));
  expect(answer).toBe(expected.sequences[0]?.text);
});

test('works without range requests, and stores only the result', async () => {
  const id = 'onsight-test/captioning-hub';
  const first = await open('captioning-hub');
  await first.models.delete(id);
  const onsight = await open('captioning-hub', { mode: 'plain' });
  await onsight.load({ id, dtype: 'fp32' });
  const stored = (await onsight.models.stored()).find(({ group }) => group === id);
  const cost = await onsight.models.cost();
  expect(cost.storedBytes).toBe(cost.totalBytes);
  const again = await open('captioning-hub', { mode: 'plain' });
  const made = (await again.models.cost()).totalBytes - (await again.models.cost({ tasks: [] })).totalBytes;
  // The configs are small; the checkpoint is gone.
  expect(stored?.bytes).toBeGreaterThanOrEqual(made);
  expect(stored?.bytes).toBeLessThan(made + 50_000);
});

test('reports a truncated checkpoint and one that is only PyTorch', async () => {
  await expect(open('captioning-wide-bf16', { mode: 'cut' })).rejects.toMatchObject({ code: 'unsupported-format' });
});

test('imports a folder as a model that survives a reload, and rejects a renamed file', async () => {
  const name = 'vqa-hub';
  const files = await Promise.all(
    ['config.json', 'preprocessor_config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'].map(
      async (path) => {
        const response = await fetch(`/hub/range/onsight-test/${name}/resolve/main/${path}`);
        return new File([await response.blob()], path);
      },
    ),
  );
  const onsight = await open('captioning-hub');
  const info = await onsight.models.import(files, { name: 'my vqa', dtype: 'fp32' });
  expect([info.id, info.tasks]).toEqual(['local/my-vqa', ['ask']]);
  await onsight.dispose();
  const again = await open('captioning-hub');
  await again.load(info.id);
  const [expected] = ofPhotos((await goldenOf(name)).answers);
  const answer = await again.ask(await photo(expected!.image), expected!.question!, optionsOf(expected!));
  expect(answer.answer).toBe(expected!.sequences[0]!.text);
  const rejected = again.models.import(files.filter((file) => !file.name.endsWith('safetensors')));
  await expect(rejected).rejects.toMatchObject({ code: 'unsupported-format' });
  await expect(again.load('local/never-imported')).rejects.toMatchObject({ code: 'unsupported-model' });
  await expect(again.models.import([])).rejects.toThrow(TypeError);
  await again.models.delete(info.id);
});

test('reports a missing repository as not found', async () => {
  const asked = open('no-such-model');
  await expect(asked).rejects.toMatchObject({ code: 'download-failed', details: { status: 404 } });
  await expect(asked).rejects.toThrow(/not found: there is no model "onsight-test\/no-such-model"/);
});

test("requests a repository's size and content once", async () => {
  const id = 'onsight-test/clip-tiny-patch8';
  const onsight = await open('clip-tiny-patch8', { dtype: 'fp32' });
  await onsight.models.delete(id);
  const before = await requestsOf(id, 'config.json');
  expect((await onsight.models.info(id)).tasks).toContain('embed-text');
  expect((await requestsOf(id, 'config.json')) - before).toBeLessThanOrEqual(2);
});

async function folderOf(name: string): Promise<File[]> {
  const files = ['config.json', 'model.safetensors', 'preprocessor_config.json', 'tokenizer.json'];
  const read = async (path: string): Promise<File> => {
    const response = await fetch(`/hub/range/onsight-test/${name}/resolve/main/${path}`);
    return new File([await response.blob()], path);
  };
  return Promise.all(files.map(read));
}

test('replaces an imported folder of the same name, with its results', async () => {
  const onsight = await open('captioning-hub');
  for (const name of ['captioning-hub', 'captioning-wide-bf16']) {
    const { id } = await onsight.models.import(await folderOf(name), { name: 'my model', dtype: 'fp32' });
    await onsight.load(id);
    const [expected] = ofPhotos((await goldenOf(name)).captions);
    const { text } = await onsight.caption(await photo(expected!.image), optionsOf(expected!));
    expect(text).toBe(expected!.sequences[0]!.text);
  }
  await onsight.models.delete('local/my-model');
});

test('imports a pack unchanged, with weights in separate files', async () => {
  const pack = '/src/families/blip/testdata/exports/blip-vqa-base-onnx';
  const manifest = (await (await fetch('/docs/manifests/blip-vqa-base-onnx.json')).json()) as Record<string, unknown>;
  const names = ['blip_vision_model.onnx', 'blip_vision_model.onnx.data', 'blip_text_encoder_wrapper.onnx'];
  const files = [...(await folderOf('vqa-hub'))].filter(({ name }) => name === 'tokenizer.json');
  for (const name of [...names, 'blip_decoder_context_dynamic.onnx'])
    files.push(new File([await (await fetch(`${pack}/${name}`)).blob()], name));
  const listed = await Promise.all(
    files.map(async (file) => {
      const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
      const sha256 = [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      return { path: file.name, bytes: file.size, sha256 };
    }),
  );
  const small = {
    image: { ...(manifest['image'] as object), size: [48, 48] },
    text: { tokenizer: 'tokenizer.json', maxTokens: 64, tokens: { pad: 0, sep: 15, decoderStart: 210 } },
    states: { count: 17, global: 1, grid: [4, 4] },
    files: listed,
  };
  const withManifest = (changes: object): File[] => [
    ...files,
    new File([JSON.stringify({ ...manifest, ...small, ...changes })], 'onsight.json'),
  ];
  const onsight = await open('captioning-hub');
  const { id, tasks } = await onsight.models.import(withManifest({}), { name: 'export' });
  expect([id, tasks]).toEqual(['local/export', ['ask']]);
  await onsight.load(id);
  const [expected] = ofPhotos((await goldenOf('vqa-hub')).answers);
  const { answer } = await onsight.ask(await photo(expected!.image), expected!.question!, optionsOf(expected!));
  expect(answer).toBe(expected!.sequences[0]!.text);
  await onsight.models.delete(id);
  const wrong = listed.map((file) => ({ ...file, sha256: '0'.repeat(64) }));
  await expect(onsight.models.import(withManifest({ files: wrong }))).rejects.toMatchObject({
    code: 'integrity-mismatch',
  });
  await expect(onsight.models.import(withManifest({}).slice(1))).rejects.toThrow(/which is not in the folder/);
});
