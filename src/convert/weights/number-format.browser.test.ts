import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { isLongForm } from '../../../fixtures/long-form.ts';
import { Lane } from '../../core/async/lane.ts';
import { createModelSession } from '../../runtime/model-session.ts';
import { startTestOrt } from '../../runtime/testdata/start-test-ort.ts';
import { editTensors, rebalance } from '../testdata/edit-tensors.ts';
import { memoryPack } from '../testdata/memory-pack.ts';
import { argmax, cosine, data, PackRunner, pattern } from '../testdata/pack-runner.ts';
import { readCheckpoint } from '../testdata/served-checkpoints.ts';
import type { PackDtype, TargetBackend } from './number-format.ts';

const lane = new Lane();
beforeAll(startTestOrt);

interface Outputs {
  readonly states: Float32Array;
  readonly logits: readonly Float32Array[];
}

/** A checkpoint's states for the image "pattern", and its logits after each token of captions from its golden file. */
async function outputsOf(
  name: string,
  dtype: PackDtype,
  backend: TargetBackend,
  files?: ReadonlyMap<string, Uint8Array>,
): Promise<Outputs> {
  files ??= await readCheckpoint(name);
  const pack = await memoryPack(files, { id: name, dtype, backend });
  const runner = new PackRunner((part) =>
    createModelSession({ bytes: pack.get(`${part}.onnx`)! }, { name: `${name}/${part}`, backend, lane }),
  );
  onTestFinished(() => runner.dispose());
  // Written by tools/make_blip_checkpoints.py.
  const golden = JSON.parse(new TextDecoder().decode(files.get('golden.json'))) as {
    readonly images: readonly { readonly pixels: { readonly dims: readonly [number, number, number] } }[];
    readonly captions: readonly { readonly sequences: readonly { readonly ids: readonly number[] }[] }[];
  };
  const [, height, width] = golden.images[0]!.pixels.dims;
  const { image_states: states } = await runner.run('vision_encoder', { pixel_values: pattern(height, width) });
  const captions = new Map(
    golden.captions.flatMap(({ sequences }) => sequences.map(({ ids }) => [String(ids), ids] as const)),
  );
  const logits: Float32Array[] = [];
  for (const ids of [...captions.values()].slice(0, isLongForm ? 8 : 4))
    logits.push(...(await runner.logits(states!, ids)));
  return { states: data(states), logits };
}

const exact = new Map<string, Promise<Outputs>>();

/** Outputs of an unmodified checkpoint in float32; computed once. */
function exactOutputsOf(name: string): Promise<Outputs> {
  const known = exact.get(name) ?? outputsOf(name, 'fp32', 'wasm');
  exact.set(name, known);
  return known;
}

/** Minimum cosine of states and logits, and minimum share of tokens equal to float32. */
const bounds = {
  fp32: { states: 0.999999, logits: 0.999999, tokens: 1 },
  fp16: { states: 0.99999, logits: 0.99999, tokens: 0.99 },
  q8: { states: 0.999, logits: 0.995, tokens: 0.9 },
  q4: { states: 0.98, logits: 0.9, tokens: 0.55 },
} as const;

const checkpoints = ['captioning-hub', 'captioning-sharded', 'captioning-untied-fp16', 'captioning-wide-bf16'];

test.each([
  ['fp16', 'wasm'],
  ['q8', 'wasm'],
  ['fp32', 'webgpu'],
  ['fp16', 'webgpu'],
  ['q8', 'webgpu'],
  ['q4', 'webgpu'],
] as const)('%s on %s nearly equals float32', async (dtype, backend) => {
  let [same, all] = [0, 0];
  // A software GPU is slow.
  const some = backend === 'wasm' || isLongForm ? checkpoints : ['captioning-hub', 'captioning-untied-fp16'];
  for (const name of some) {
    const expected = await exactOutputsOf(name);
    const actual = await outputsOf(name, dtype, backend);
    const states = cosine(actual.states, expected.states);
    const logits = Math.min(...actual.logits.map((row, token) => cosine(row, expected.logits[token]!)));
    same += actual.logits.filter((row, token) => argmax(row) === argmax(expected.logits[token]!)).length;
    all += actual.logits.length;
    console.log(`${name} ${dtype} ${backend}: cosine of states ${states.toFixed(6)}, of logits ${logits.toFixed(6)}`);
    expect(states).toBeGreaterThan(bounds[dtype].states);
    expect(logits).toBeGreaterThan(bounds[dtype].logits);
  }
  console.log(`${dtype} ${backend}: ${String(same)} of ${String(all)} tokens are the same`);
  expect(same / all).toBeGreaterThanOrEqual(bounds[dtype].tokens);
});

test.each([
  ['q8', 'wasm'],
  ['q8', 'webgpu'],
  ['q4', 'webgpu'],
] as const)('%s on %s with widened layers is just as close', async (dtype, backend) => {
  const name = 'captioning-hub';
  const files = new Map(await readCheckpoint(name));
  files.set('model.safetensors', editTensors(files.get('model.safetensors')!, rebalance));
  const expected = await exactOutputsOf(name);
  const actual = await outputsOf(name, dtype, backend, files);
  expect(cosine(actual.states, expected.states)).toBeGreaterThan(bounds[dtype].states);
  const logits = actual.logits.map((row, token) => cosine(row, expected.logits[token]!));
  expect(Math.min(...logits)).toBeGreaterThan(bounds[dtype].logits);
});
