import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { folderFiles } from '../cli/folder-files.ts';
import { folderWriter } from '../cli/folder-writer.ts';
import { parseManifest } from '../families/packs/manifest.ts';
import type { TensorData } from '../runtime/tensor-data.ts';
import { convertCheckpoint } from './convert-checkpoint.ts';
import { planConversion } from './plan-conversion.ts';
import { readGolden, type Golden } from './testdata/golden.ts';
import { argmax, data, distance, floats, ones, pattern, PackRunner, row } from './testdata/pack-runner.ts';
import { nodeSession } from './testdata/node-session.ts';
import { checkpoints, testFolder } from './testdata/test-folder.ts';
import type { PackDtype } from './weights/number-format.ts';

const within = 1e-4;

async function convert(checkpoint: string, dtype: PackDtype): Promise<PackRunner> {
  const folder = testFolder();
  const target = { id: checkpoint, dtype, backend: 'wasm' } as const;
  const plan = await planConversion(folderFiles(join(checkpoints, checkpoint)), target);
  const files = await convertCheckpoint(plan, folderWriter(folder));
  const manifest = parseManifest(checkpoint, readFileSync(join(folder, 'onsight.json'), 'utf8'));
  expect(files.map((file) => file.path).sort()).toEqual(readdirSync(folder).sort());
  expect(manifest.files).toEqual(files.slice(0, -1));
  const runner = new PackRunner((part) => nodeSession(join(folder, `${part}.onnx`)));
  onTestFinished(() => runner.dispose());
  return runner;
}

function norm(values: Float32Array): number {
  return Math.hypot(...values);
}

function expectSummary(
  states: TensorData | undefined,
  { dims, norm: length, first, last }: Golden['images'][number]['states'],
): void {
  const values = data(states);
  expect(states?.dims).toEqual([1, ...dims]);
  expect(distance(values.subarray(0, first.length), first)).toBeLessThan(within);
  const width = dims[1] ?? 0;
  expect(distance(values.subarray(values.length - width), last)).toBeLessThan(within);
  expect(Math.abs(norm(values) - length)).toBeLessThan(within * length);
}

async function imageStates(runner: PackRunner, golden: Golden): Promise<TensorData> {
  // The other images are photographs, which are decoded in the tests of media/.
  const { pixels, states, embedding } = golden.images.find(({ image }) => image === 'pattern')!;
  const [, height = 0, width = 0] = pixels.dims;
  const out = await runner.run('vision_encoder', { pixel_values: pattern(height, width) });
  expectSummary(out['image_states'], states);
  if (embedding !== undefined) expect(distance(data(out['image_embeds']), embedding)).toBeLessThan(within);
  return out['image_states']!;
}

const ofPattern = <T extends { readonly image: string }>(list: readonly T[]): readonly T[] =>
  list.filter(({ image }) => image === 'pattern');

/** Results of `generate` without beams or other options. */
const greedyOf = (list: Golden['captions']): Golden['captions'] =>
  ofPattern(list).filter(({ options }) => Object.keys(options).join() === 'maxNewTokens');

const all = readdirSync(checkpoints).map((name) => [name, readGolden(name)] as const);
const of = (task: Golden['task']): [string, Golden][] =>
  all.filter(([, golden]) => golden.task === task).map((each) => [...each]);

describe('fp32 equals Hugging Face', () => {
  test.each(of('captioning'))('%s', async (name, golden) => {
    const runner = await convert(name, 'fp32');
    const states = await imageStates(runner, golden);
    for (const { ids = [], first, argmax: best } of ofPattern(golden.firstLogits)) {
      const logits = await runner.lastLogits(states, ids);
      expect(distance(logits.subarray(0, first.length), first)).toBeLessThan(within);
      expect(argmax(logits)).toBe(best);
      // One token at a time with a cache gives the same logits.
      expect(distance(await runner.lastLogits(states, ids, 1), logits)).toBeLessThan(within);
    }
    const captions = greedyOf(golden.captions);
    expect(captions.length).toBeGreaterThan(0);
    for (const { given, options, sequences } of captions) {
      const ids = sequences[0]!.ids;
      expect(await runner.greedy(states, ids.slice(0, given), options['maxNewTokens']!, golden.sep)).toEqual(ids);
    }
  });

  test.each(of('captioning'))('%s returns attention per word', async (name, golden) => {
    const runner = await convert(name, 'fp32');
    const states = await imageStates(runner, golden);
    const cross = await runner.run('text_decoder_cross', { encoder_states: states });
    for (const { ids, rows } of ofPattern(golden.crossAttention)) {
      const past = Object.entries(cross).map(([key, { dims }]) => [key.replace('cross', 'past'), empty(dims)] as const);
      const { cross_attention: attention } = await runner.run('text_decoder', {
        input_ids: row(ids),
        encoder_attention_mask: ones(states.dims[1]!),
        ...Object.fromEntries(past),
        ...cross,
      });
      for (const [index, { argmax: best, first }] of rows.entries()) {
        const looked = data(attention).subarray(index * states.dims[1]!, (index + 1) * states.dims[1]!);
        expect(distance(looked.subarray(0, first.length), first)).toBeLessThan(within);
        expect(argmax(looked)).toBe(best);
      }
    }
  });

  test.each(of('vqa'))('%s', async (name, golden) => {
    const runner = await convert(name, 'fp32');
    const images = await imageStates(runner, golden);
    for (const { question, ...summary } of ofPattern(golden.questionStates)) {
      const { ids } = golden.questions.find((each) => each.question === question)!;
      const feeds = { input_ids: row(ids), attention_mask: ones(ids.length), image_states: images };
      const { last_hidden_state: states } = await runner.run('text_encoder', feeds);
      expectSummary(states, summary);
      const expected = ofPattern(golden.firstLogits).find((each) => each.question === question)!;
      const logits = await runner.lastLogits(states!, [golden.decoderStart]);
      expect(distance(logits.subarray(0, expected.first.length), expected.first)).toBeLessThan(within);
      const answers = greedyOf(golden.answers).filter((each) => each.question === question);
      expect(answers.length).toBeGreaterThan(0);
      for (const { given, options, sequences } of answers) {
        const answer = sequences[0]!.ids;
        expect(await runner.greedy(states!, answer.slice(0, given), options['maxNewTokens']!, golden.sep)).toEqual(
          answer,
        );
      }
    }
  });

  test.each(of('retrieval'))('%s', async (name, golden) => {
    const runner = await convert(name, 'fp32');
    const images = await imageStates(runner, golden);
    for (const { text, ids, embedding } of golden.texts) {
      const feeds = { input_ids: row(ids), attention_mask: ones(ids.length) };
      const { text_embeds: embeds } = await runner.run('text_model', feeds);
      expect(distance(data(embeds), embedding)).toBeLessThan(within);
      const match = ofPattern(golden.matches).find((each) => each.text === text)!;
      const read = await runner.run('text_encoder', { ...feeds, image_states: images });
      expect(distance(data(read['itm_logits']), match.logits)).toBeLessThan(within);
      expectSummary(read['last_hidden_state'], match.states);
    }
  });
});

function empty([, heads = 0, , width = 0]: readonly number[]): TensorData {
  return floats([], [1, heads, 0, width]);
}
