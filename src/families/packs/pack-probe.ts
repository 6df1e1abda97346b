import * as v from 'valibot';
import type { AbortOptions } from '../../core/async/abort.ts';
import type { Probe } from '../../runtime/backend-trial.ts';
import type { SessionInput } from '../../runtime/session-input.ts';
import { elementsOf, type TensorData, type TensorMap } from '../../runtime/tensor-data.ts';
import { partOf, tensorName, type Manifest, type ManifestPart } from './manifest.ts';
import type { ModelFiles } from '../model-files.ts';

const goldenTexts = v.object({
  texts: v.array(v.object({ text: v.string(), ids: v.array(v.number()), embedding: v.array(v.number()) })),
});

/** Outputs to compare a part by, most significant first. */
const tellingOutputs = ['logits', 'embeds', 'match', 'states', 'key', 'map', 'probabilities'];

/**
 * Input of the self-test of a part: for the text encoder the first golden text with its stored embedding; for others a
 * fixed pattern of realistic size, on which WebGPU is compared with WASM.
 */
export async function createProbe(
  manifest: Manifest,
  role: string,
  files: ModelFiles,
  options: AbortOptions,
): Promise<Probe> {
  const part = partOf(manifest, role);
  const telling = tellingOutputs.find((key) => key in part.out) ?? Object.keys(part.out)[0] ?? '';
  const golden =
    manifest.encoders.text?.includes(role) === true ? await firstGoldenText(manifest, files, options) : undefined;
  return {
    feeds: (inputs) => patternFeeds(inputs, manifest, part, golden?.ids),
    output: (outputs) => tensorName(manifest.id, part.out, telling, outputs).replace('{l}', '0'),
    golden: golden && Float32Array.from(golden.embedding),
  };
}

/** Feeds for any graph: one row of token ids, and floats in a pattern. */
function patternFeeds(
  inputs: readonly SessionInput[],
  manifest: Manifest,
  part: ManifestPart,
  ids: readonly number[] | undefined,
): TensorMap {
  const { cls = 0 } = manifest.text?.tokens ?? {};
  // A decoder with a past reads one token at a time.
  const tokens = ids ?? Array.from({ length: 'pastKey' in part.in ? 1 : 8 }, () => cls);
  const sizes = sizesOf(manifest, tokens.length);
  return Object.fromEntries(
    inputs.map(({ name, type, shape }, index) => {
      const key = keyOf(part, name, index);
      const dims = shape.map((size, axis) => (typeof size === 'number' ? size : (sizes[key]?.[axis] ?? 1)));
      return [name, type === 'int64' ? integers(dims, key === 'ids' ? tokens : [1]) : pattern(dims)] as const;
    }),
  );
}

/** Sizes of dynamic dimensions, by our name of the tensor. */
function sizesOf({ states, image, ocr }: Manifest, tokens: number): Readonly<Record<string, readonly number[]>> {
  const [width, height] = image?.size ?? [1, 1];
  const count = states?.count ?? 50;
  const past = [1, 1, 8];
  const cross = [1, 1, count];
  return {
    pixels: [1, 3, height, width],
    ids: [1, tokens],
    mask: [1, tokens],
    states: [1, count],
    statesMask: [1, count],
    pastKey: past,
    pastValue: past,
    crossKey: cross,
    crossValue: cross,
    page: [1, 3, 320, 320],
    line: [1, 3, ocr?.recognizer.height ?? 48, ocr?.recognizer.minWidth ?? 320],
  };
}

function keyOf(part: ManifestPart, name: string, index: number): string {
  const found = Object.entries(part.in).find(([, pattern]) => {
    if (typeof pattern === 'number') return pattern === index;
    const [before = '', after] = pattern.split('{l}');
    return after === undefined ? name === pattern : name.startsWith(before) && name.endsWith(after);
  });
  return found?.[0] ?? '';
}

function integers(dims: readonly number[], values: readonly number[]): TensorData {
  const data = BigInt64Array.from({ length: elementsOf(dims) }, (_, i) => BigInt(values[i % values.length] ?? 0));
  return { type: 'int64', dims, data };
}

function pattern(dims: readonly number[]): TensorData {
  const data = Float32Array.from({ length: elementsOf(dims) }, (_, i) => Math.sin(i * 0.37) + Math.cos(i * 0.011));
  return { type: 'float32', dims, data };
}

async function firstGoldenText(
  manifest: Manifest,
  files: ModelFiles,
  options: AbortOptions,
): Promise<{ readonly ids: readonly number[]; readonly embedding: readonly number[] } | undefined> {
  if (manifest.golden === undefined) return undefined;
  const [blob] = await files.read([manifest.golden], options);
  const parsed = v.safeParse(goldenTexts, JSON.parse((await blob?.text()) ?? '{}'));
  return parsed.success ? parsed.output.texts[0] : undefined;
}
