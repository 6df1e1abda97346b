import { beforeAll, expect, test } from 'vitest';
import { isLongForm } from '../../../fixtures/long-form.ts';
import type { Backend } from '../../runtime/backend.ts';
import type { GenerateOptions } from '../vision-language-model.ts';
import { BlipModel } from './blip-model.ts';
import { memoryPack } from '../../convert/testdata/memory-pack.ts';
import { checkpointNames, fetchGolden, readCheckpoint } from '../../convert/testdata/served-checkpoints.ts';
import { openPackFrom, sampleImage } from './testdata/open-pack.ts';
import { startTestOrt } from '../../runtime/testdata/start-test-ort.ts';

/** A result of Hugging Face's `generate`; fixtures/blip/README.md. */
interface Generated {
  readonly image: string;
  readonly prompt: string | null;
  readonly question: string;
  readonly given: number;
  readonly options: GenerateOptions;
  readonly sequences: readonly {
    readonly ids: readonly number[];
    readonly text: string;
    readonly score?: number;
    readonly logProbability?: number;
  }[];
}

interface Golden {
  readonly task: 'captioning' | 'vqa' | 'retrieval';
  readonly captions: readonly Generated[];
  readonly answers: readonly Generated[];
  readonly ranked: readonly {
    readonly image: string;
    readonly question: string;
    readonly answers: readonly string[];
    readonly logLikelihoods: readonly number[];
    readonly order: readonly number[];
  }[];
  readonly matches: readonly {
    readonly image: string;
    readonly text: string;
    readonly probability: number;
    readonly similarity: number;
  }[];
}

const within = 1e-4;

/** A checkpoint's pack, converted in the test. */
async function convert(name: string, backend: Backend): Promise<ReadonlyMap<string, Uint8Array>> {
  return memoryPack(await readCheckpoint(name), { id: name, dtype: 'fp32', backend });
}

type OpenedModel = { readonly model: BlipModel } & AsyncDisposable;

async function openModel(pack: ReadonlyMap<string, Uint8Array>, backend: Backend): Promise<OpenedModel> {
  const read = (path: string): Promise<Blob> => Promise.resolve(new Blob([pack.get(path)!.slice()]));
  const { sessions } = await openPackFrom('converted', read, backend);
  const model = new BlipModel({ sessions });
  return { model, [Symbol.asyncDispose]: () => sessions[Symbol.asyncDispose]() };
}

const readGolden = (name: string): Promise<Golden> => fetchGolden<Golden>(name);

/** `pattern` is a tensor, not an image: the converter's own tests run it. */
function ofPhotographs<T extends { readonly image: string }>(list: readonly T[]): readonly T[] {
  return list.filter(({ image }) => image !== 'pattern');
}

/** Summed log probability of the golden result. */
function logProbabilityOf(
  { given, options }: Generated,
  { ids, score, logProbability }: Generated['sequences'][number],
): number {
  return logProbability ?? score! * (ids.length - given) ** (options.lengthPenalty ?? 1);
}

async function checkCaptions(model: BlipModel, { captions }: Golden): Promise<void> {
  for (const golden of ofPhotographs(captions)) {
    const options = { beams: 1, ...golden.options };
    const prompt = golden.prompt ?? undefined;
    const caption = await model.caption(sampleImage(golden.image, model.image), { ...options, prompt });
    const what = JSON.stringify([golden.image, prompt, golden.options]);
    expect(
      caption.alternatives.map(({ text }) => text),
      what,
    ).toEqual(golden.sequences.map(({ text }) => text));
    for (const [index, { score }] of caption.alternatives.entries()) {
      const sequence = golden.sequences[index]!;
      const length = (sequence.ids.length - golden.given) ** (options.lengthPenalty ?? 1);
      expect(Math.abs(score * length - logProbabilityOf(golden, sequence)), what).toBeLessThan(10 * within);
    }
  }
}

async function checkAnswers(model: BlipModel, { answers, ranked }: Golden): Promise<void> {
  for (const golden of ofPhotographs(answers)) {
    const picture = sampleImage(golden.image, model.image);
    const answer = await model.ask(picture, golden.question, { beams: 1, ...golden.options });
    const [best] = golden.sequences;
    const what = JSON.stringify([golden.image, golden.question, golden.options]);
    expect(answer.answer, what).toBe(best!.text);
    expect(Math.abs(Math.log(answer.probability) - logProbabilityOf(golden, best!)), what).toBeLessThan(10 * within);
  }
  for (const { image, question, answers: list, logLikelihoods, order } of ofPhotographs(ranked)) {
    const { alternatives } = await model.ask(sampleImage(image, model.image), question, { answers: list });
    expect(alternatives.map(({ answer }) => answer)).toEqual(order.map((index) => list[index]!));
    const sum = logLikelihoods.reduce((total, each) => total + Math.exp(each), 0);
    for (const [place, { probability }] of alternatives.entries())
      expect(Math.abs(probability - Math.exp(logLikelihoods[order[place]!]!) / sum)).toBeLessThan(within);
  }
}

/** Converted graphs output attention: the answer's over the question, and the question's over the image. */
async function checkAttention(model: BlipModel, { answers }: Golden): Promise<void> {
  const [asked] = ofPhotographs(answers);
  const { heat } = await model.ask(sampleImage(asked!.image, model.image), asked!.question, { explain: true });
  expect(heat!.data).toHaveLength(heat!.columns * heat!.rows);
  expect(heat!.data.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
  expect(Math.min(...heat!.data)).toBeGreaterThan(0);
}

async function checkMatches(model: BlipModel, { matches }: Golden): Promise<void> {
  for (const image of new Set(ofPhotographs(matches).map((each) => each.image))) {
    const own = matches.filter((each) => each.image === image);
    const texts = own.map(({ text }) => text);
    const picture = sampleImage(image, model.image);
    const [probabilities, similarities] = [await model.match(picture, texts), await model.cosine(picture, texts)];
    for (const [index, { probability, similarity }] of own.entries()) {
      expect(Math.abs(probabilities[index]! - probability)).toBeLessThan(within);
      expect(Math.abs(similarities[index]! - similarity)).toBeLessThan(within);
    }
  }
}

async function checkVqa(model: BlipModel, golden: Golden): Promise<void> {
  await checkAnswers(model, golden);
  await checkAttention(model, golden);
}

const checks = { captioning: checkCaptions, vqa: checkVqa, retrieval: checkMatches };

beforeAll(startTestOrt);

/** The first few photographs, with any options. */
function some(list: readonly Generated[] = []): readonly Generated[] {
  return ofPhotographs(list).slice(0, isLongForm ? 8 : 3);
}

async function check(name: string, backend: Backend): Promise<void> {
  const all = await readGolden(name);
  // A software GPU is slow.
  const golden = backend === 'webgpu' ? { ...all, captions: some(all.captions), answers: some(all.answers) } : all;
  await using opened = await openModel(await convert(name, backend), backend);
  await checks[golden.task](opened.model, golden);
}

test.each(checkpointNames)('%s equals Hugging Face on WASM', (name) => check(name, 'wasm'));

test.each(checkpointNames.filter((name) => name.endsWith('-hub')))('%s equals Hugging Face on WebGPU', (name) =>
  check(name, 'webgpu'),
);

/** An export of `testdata/exports` as a pack: its manifest is the one of docs/manifests, with the sizes of the small model. */
async function exportedPack(template: string, folder: string, checkpoint: string): Promise<Map<string, Uint8Array>> {
  const made = manifestOf(await convert(checkpoint, 'wasm'));
  const manifest = (await (await fetch(`/docs/manifests/${template}.json`)).json()) as PackManifest;
  const pack = new Map([['tokenizer.json', (await readCheckpoint(checkpoint)).get('tokenizer.json')!]]);
  for (const { file, data = [] } of Object.values(manifest.parts))
    for (const path of [file, ...data]) {
      const bytes = await (await fetch(`/src/families/blip/testdata/exports/${folder}/${path}`)).arrayBuffer();
      pack.set(path, new Uint8Array(bytes));
    }
  const files = [...pack].map(([path, bytes]) => ({ path, bytes: bytes.byteLength, sha256: '0'.repeat(64) }));
  const { image, text, states } = made;
  const changed = { ...manifest, image, text, states, files };
  return pack.set('onsight.json', new TextEncoder().encode(JSON.stringify(changed)));
}

interface PackManifest {
  readonly parts: Readonly<Record<string, { readonly file: string; readonly data?: readonly string[] }>>;
  readonly image: unknown;
  readonly text: unknown;
  readonly states: unknown;
}

function manifestOf(pack: ReadonlyMap<string, Uint8Array>): PackManifest {
  return JSON.parse(new TextDecoder().decode(pack.get('onsight.json'))) as PackManifest;
}

test('generates the same captions with the split export, without cache and with a mask without batch', async () => {
  const template = 'Salesforce_blip-image-captioning-base';
  const pack = await exportedPack(template, 'blip-image-captioning-split', 'captioning-hub');
  await using opened = await openModel(pack, 'wasm');
  await checkCaptions(opened.model, await readGolden('captioning-hub'));
  const { words } = await opened.model.caption(sampleImage('eiffel-tower-paris.jpg', opened.model.image));
  expect(words.length).toBeGreaterThan(0);
  for (const { heat } of words) expect(heat).toBeUndefined();
});

test('gives the same answers with weights in a .data file', async () => {
  const pack = await exportedPack('blip-vqa-base-onnx', 'blip-vqa-base-onnx', 'vqa-hub');
  await using opened = await openModel(pack, 'wasm');
  await checkAnswers(opened.model, await readGolden('vqa-hub'));
});

test.each([
  [{ states: 3 }, /tensor 3 for "states", but its graph has 1/],
  [{}, /names no tensor for "states"/],
])('a part that gives %o is refused by name', async (out, reason) => {
  const pack = await exportedPack('blip-vqa-base-onnx', 'blip-vqa-base-onnx', 'vqa-hub');
  const manifest = manifestOf(pack);
  const parts = { ...manifest.parts, vision_encoder: { ...manifest.parts['vision_encoder'], out } };
  pack.set('onsight.json', new TextEncoder().encode(JSON.stringify({ ...manifest, parts })));
  await using opened = await openModel(pack, 'wasm');
  const picture = sampleImage('eiffel-tower-paris.jpg', opened.model.image);
  await expect(opened.model.ask(picture, 'what?')).rejects.toThrow(reason);
});

test('reports weights in a file that no part names', async () => {
  const pack = await exportedPack('blip-vqa-base-onnx', 'blip-vqa-base-onnx', 'vqa-hub');
  const manifest = manifestOf(pack);
  const parts = { ...manifest.parts, vision_encoder: { ...manifest.parts['vision_encoder'], data: [] } };
  pack.set('onsight.json', new TextEncoder().encode(JSON.stringify({ ...manifest, parts })));
  await using opened = await openModel(pack, 'wasm');
  const asked = opened.model.ask(sampleImage('eiffel-tower-paris.jpg', opened.model.image), 'what?');
  await expect(asked).rejects.toMatchObject({ code: 'unsupported-model' });
  await expect(asked).rejects.toThrow(/`data`/);
});
