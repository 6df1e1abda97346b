import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Caption, CaptionStep, LoadProgress } from '../index.ts';
import exact from '../families/blip/testdata/starter-exact.golden.json' with { type: 'json' };
import { createOnsight } from './create-onsight.ts';
import { paintSpotlight } from '../elements/paint-spotlight.ts';

const urls = {
  workerUrl: '/fixtures/vitest-worker/worker.ts',
  assetsUrl: '/dist/assets/',
  modelsUrl: '/models/',
  device: 'wasm',
} as const;
const golden = (await (await fetch('/models/starter/golden.json')).json()) as {
  readonly texts: readonly { readonly text: string }[];
};

/** Noise of 1e-6 on the pixels moves the reference's own probabilities by up to 0.065, see families/blip/golden.browser.test.ts. */
const int8Noise = 0.08;

async function sample(name: string): Promise<File> {
  const response = await fetch(`/samples/${name}`);
  return new File([await response.blob()], name, { type: 'image/jpeg' });
}

// Results of an earlier run must not be reused.
beforeAll(async () => {
  for (const { name } of await indexedDB.databases()) if (name === 'onsight-results') indexedDB.deleteDatabase(name);
});
const onsight = await createOnsight(urls);
afterAll(() => onsight.dispose());

async function all(steps: AsyncIterable<CaptionStep>): Promise<CaptionStep[]> {
  const seen: CaptionStep[] = [];
  for await (const step of steps) seen.push(step);
  return seen;
}

test.each(exact.images)('$file: caption, answers, ranks and matches are those of the reference', async (image) => {
  const file = await sample(image.file);
  const greedy = await onsight.caption(file, { beams: 1 });
  expect(greedy.text).toBe(image.caption.greedy.text);
  for (const { word, start, end } of greedy.words) expect(greedy.text.slice(start, end)).toBe(word);
  const best = await onsight.caption(file, { n: 3 });
  expect(best.text).toBe(image.caption.beam3.text);
  expect(best.alternatives.length).toBe(3);
  expect(best.alternatives.map(({ score }) => score)).toEqual(
    best.alternatives.map(({ score }) => score).sort((a, b) => b - a),
  );
  for (const { question, text } of image.answers) {
    const { answer, probability } = await onsight.ask(file, question, { beams: 1 });
    expect(answer).toBe(text);
    expect(probability).toBeGreaterThan(0);
    expect(probability).toBeLessThanOrEqual(1);
  }
  const { question, answers, probabilities } = image.rank;
  const ranked = await onsight.ask(file, question, { answers });
  expect(ranked.alternatives.length).toBe(answers.length);
  for (const { answer, probability } of ranked.alternatives)
    expect(Math.abs(probability - (probabilities[answers.indexOf(answer)] ?? NaN))).toBeLessThan(int8Noise);
  const texts = golden.texts.slice(0, image.match.length).map(({ text }) => text);
  const matches = await onsight.match(file, texts);
  for (const [index, match] of matches.entries())
    expect(Math.abs(match - (image.match[index] ?? NaN))).toBeLessThan(int8Noise);
});

test('streams a caption word by word with attention, ending like the greedy one', async () => {
  await using fresh = await createOnsight(urls);
  const file = await sample('kingfisher-on-branch.jpg');
  const steps = await all(fresh.captionStream(file));
  expect(steps.length).toBeGreaterThan(2);
  for (const [index, { text, heat }] of steps.entries()) {
    expect(text.startsWith(steps[index - 1]?.text ?? '')).toBe(true);
    expect(heat?.data.length).toBe(49);
    expect(heat?.data.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 3);
  }
  const whole = await fresh.caption(file, { beams: 1 });
  expect(steps.at(-1)?.text).toBe(whole.text);
  // A generated caption is cached, and streamed again word by word without the model.
  const again = await all(fresh.captionStream(file));
  expect(again.at(-1)).toEqual({ ...steps.at(-1), heat: again.at(-1)?.heat });
  const heat = whole.words[0]?.heat;
  if (heat === undefined) throw new Error('no heat');
  paintSpotlight(new OffscreenCanvas(64, 64), await createImageBitmap(file), heat);
});

test('stops the stream at a break or an abort, and keeps the worker', async () => {
  const file = await sample('red-crab-on-sand.jpg');
  for await (const { text } of onsight.captionStream(file, { minNewTokens: 15 })) {
    expect(text).not.toBe('');
    break;
  }
  const stop = new AbortController();
  const seen: string[] = [];
  const streaming = (async () => {
    for await (const { text } of onsight.captionStream(file, { minNewTokens: 16, signal: stop.signal })) {
      seen.push(text);
      if (seen.length === 2) stop.abort(new Error('enough'));
    }
  })();
  await expect(streaming).rejects.toThrow('enough');
  expect(seen.length).toBe(2);
  expect((await onsight.ask(file, 'is there a person?')).answer).not.toBe('');
});

test('returns a cached result without a model', async () => {
  const file = await sample('white-duck-standing.jpg');
  const first: Caption = await onsight.caption(file, { prompt: 'a photo of' });
  expect(first.text.startsWith('a photo of')).toBe(true);
  const events: LoadProgress[] = [];
  await using other = await createOnsight({ ...urls, onProgress: (event) => events.push(event) });
  expect(await other.caption(file, { prompt: 'a photo of' })).toEqual(first);
  expect(events.filter(({ phase }) => phase === 'initialise')).toEqual([]);
});

test('accepts an item of an open library, and reranks hits by matching', async () => {
  const name = `language ${crypto.randomUUID()}`;
  const library = await onsight.openLibrary(name);
  const files = await Promise.all(exact.images.map(({ file }) => sample(file)));
  const { added } = await library.add(files);
  const [id = ''] = added;
  expect((await onsight.caption(id)).text).not.toBe('');
  await expect(onsight.caption('0'.repeat(32))).rejects.toMatchObject({ code: 'item-not-found' });
  const hits = await library.search({ text: 'a cup of coffee on a table' }, { limit: 2, rerank: { top: 6 } });
  expect(hits[0]?.metadata['name']).toBe('cup-of-espresso-on-table.jpg');
  expect(hits[0]?.match).toBeGreaterThan(hits[1]?.match ?? 1);
  const { data, columns, rows } = await library.explain(id, { text: 'a dog' });
  expect([data.length, columns, rows]).toEqual([49, 7, 7]);
  await onsight.deleteLibrary(name);
}, 60_000);

test('returns the cosine of the embeddings for itc', async () => {
  const file = await sample('golden-retriever-panting.jpg');
  const [image, text] = await Promise.all([onsight.embedImage(file), onsight.embedText('a dog')]);
  const cosine = image.reduce((sum, value, i) => sum + value * (text[i] ?? 0), 0);
  expect(await onsight.match(file, 'a dog', { by: 'itc' })).toBeCloseTo(cosine, 4);
});

test('rejects misuse at once, and reports an unreadable image', async () => {
  const file = await sample('golden-retriever-panting.jpg');
  await expect(onsight.ask(file, ' ')).rejects.toThrow(TypeError);
  await expect(onsight.caption(file, { beams: 0 })).rejects.toThrow(RangeError);
  await expect(onsight.match(file, ['a', ''])).rejects.toThrow(TypeError);
  expect(() => onsight.captionStream(file, { maxNewTokens: 0 })).toThrow(RangeError);
  await expect(onsight.caption(new Blob(['no image']))).rejects.toMatchObject({ code: 'image-unreadable' });
  // Input of a caller without types.
  await expect(onsight.match(file, JSON.parse('5') as string)).rejects.toThrow(/`text` to be a string or an array/);
  const by = JSON.parse('{ "by": "vqa" }') as object;
  await expect(onsight.match(file, 'a dog', by)).rejects.toThrow(/`by` to be 'itm' or 'itc'/);
  const broken = Object.assign(new Image(), { src: 'data:image/png;base64,AAAA' });
  await expect(onsight.caption(broken)).rejects.toMatchObject({ code: 'image-unreadable' });
  const nothing = new OffscreenCanvas(0, 0);
  await expect(onsight.caption(nothing)).rejects.toMatchObject({ code: 'image-unreadable' });
  await using bare = await createOnsight(urls);
  await expect(bare.caption('0'.repeat(32))).rejects.toThrow(TypeError);
});

test('describes a model and its costs before its weights are loaded', async () => {
  const info = await onsight.modelFor('caption');
  expect(info.tasks).toContain('ask');
  expect(info.languages['caption']).toEqual(['en']);
  const all = await onsight.models.cost();
  const words = await onsight.models.cost({ tasks: ['embed-text'] });
  expect(words.totalBytes).toBeLessThan(all.totalBytes);
  await expect(onsight.models.info('no-such-pack')).rejects.toMatchObject({ code: 'download-failed' });
});
