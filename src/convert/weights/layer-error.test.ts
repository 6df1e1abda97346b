import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { expect, onTestFinished, test } from 'vitest';
import { folderWriter } from '../../cli/folder-writer.ts';
import { convertCheckpoint, type ConvertProgress } from '../convert-checkpoint.ts';
import type { Graph } from '../onnx/graph-builder.ts';
import { ModelProtoSchema, TensorProto_DataType } from '../onnx/onnx_pb.ts';
import type { PackGraph, Widenable } from '../pack/pack-graphs.ts';
import { planConversion, type ConversionTarget } from '../plan-conversion.ts';
import { editTensors, isLoud, rebalance } from '../testdata/edit-tensors.ts';
import { MemoryFiles } from '../testdata/memory-files.ts';
import { nodeSession } from '../testdata/node-session.ts';
import { cosine, PackRunner, pattern } from '../testdata/pack-runner.ts';
import { testFolder } from '../testdata/test-folder.ts';

const checkpoint = 'captioning-hub';
const weights = 'model.safetensors';
const mlp = 'vision_model.encoder.layers.0.mlp.fc1.weight';
const attention = 'text_decoder.bert.encoder.layer.1.attention.self.query.weight';
const words = 'text_decoder.bert.embeddings.word_embeddings.weight';
const patches = 'vision_model.embeddings.patch_embedding.weight';

/** The checkpoint with other numbers. */
function edited(change: Parameters<typeof editTensors>[1]): MemoryFiles {
  const files = MemoryFiles.of(checkpoint);
  files.files.set(weights, editTensors(files.files.get(weights)!, change));
  return files;
}

/** Makes the weights of two of 48 inputs `factor` times larger, in the named tensors. */
function withOutliers(names: readonly string[], factor: number): MemoryFiles {
  return edited((name, value, at) => (names.includes(name) && isLoud(at) ? value * factor : value));
}

interface Converted {
  readonly folder: string;
  /** Format of each weight, by its name in the graph. */
  readonly formats: ReadonlyMap<string, string>;
  readonly bytes: number;
  readonly plannedBytes: number;
}

/** Replaces the planned graph of a part. */
type Replace = (part: Widenable) => Graph;

async function convert(
  files: MemoryFiles,
  target: Pick<ConversionTarget, 'dtype' | 'backend'>,
  replace?: Replace,
): Promise<Converted> {
  const folder = testFolder();
  const planned = await planConversion(files, { id: checkpoint, ...target });
  const other = (part: PackGraph): PackGraph => (replace === undefined ? part : { ...part, graph: replace(part) });
  const graphFiles = planned.graphFiles.map((file) => ({ ...file, part: other(file.part) }));
  const plan = { ...planned, graphFiles };
  const events: ConvertProgress[] = [];
  const written = await convertCheckpoint(plan, folderWriter(folder), { onProgress: (event) => events.push(event) });
  expect(events.at(-1)).toEqual({ phase: 'convert', loadedBytes: plan.sourceBytes, totalBytes: plan.sourceBytes });
  const graphs = written.filter(({ path }) => path.endsWith('.onnx'));
  const tensors = graphs.flatMap(
    ({ path }) => fromBinary(ModelProtoSchema, readFileSync(join(folder, path))).graph?.initializer ?? [],
  );
  return {
    folder,
    formats: new Map(tensors.map(({ name, dataType }) => [name, String(TensorProto_DataType[dataType])])),
    bytes: written.slice(0, -1).reduce((sum, file) => sum + file.bytes, 0),
    plannedBytes: plan.packBytes,
  };
}

async function logitsOf(folder: string): Promise<Float32Array> {
  const runner = new PackRunner((part) => nodeSession(join(folder, `${part}.onnx`)));
  onTestFinished(() => runner.dispose());
  const { image_states: states } = await runner.run('vision_encoder', { pixel_values: pattern(48, 48) });
  const rows = await runner.logits(states!, [210, 20, 30, 40]);
  return Float32Array.from(rows.flatMap((row) => [...row]));
}

const q8 = { dtype: 'q8', backend: 'wasm' } as const;
const q8OnGpu = { dtype: 'q8', backend: 'webgpu' } as const;
const q4 = { dtype: 'q4', backend: 'webgpu' } as const;
const fp32 = { dtype: 'fp32', backend: 'wasm' } as const;

/** Reports nothing as too coarse. */
const unchecked: Replace = ({ graph }) => ({
  ...graph,
  weights: graph.weights.map((job) => ({ ...job, encode: (v) => ({ ...job.encode(v), isTooCoarse: false }) })),
});

test('keeps layers with outliers at float16 in q8, which otherwise deviates from float32', async () => {
  const files = edited(rebalance);
  const { folder, formats, bytes, plannedBytes } = await convert(files, q8);
  for (const name of [mlp, mlp.replace('mlp.fc1', 'self_attn.qkv')]) {
    expect(formats.get(`${name}.T`)).toBe('FLOAT16');
    expect(formats.has(`${name}.T.q`)).toBe(false);
  }
  expect(formats.get(`${mlp.replace('fc1', 'fc2')}.T.q`)).toBe('INT8');
  expect(bytes).toBeGreaterThan(plannedBytes);
  const expected = await logitsOf((await convert(MemoryFiles.of(checkpoint), fp32)).folder);
  const checked = cosine(await logitsOf(folder), expected);
  const without = cosine(await logitsOf((await convert(files, q8, unchecked)).folder), expected);
  console.log(`cosine to float32 with the check ${checked.toFixed(4)}, without ${without.toFixed(4)}`);
  expect(checked).toBeGreaterThan(0.999);
  expect(without).toBeLessThan(0.95);
});

test('never stores embeddings and heads narrower than float16', async () => {
  const wide = {
    'captioning-hub': [words, patches, 'vision_model.embeddings.position_embedding'],
    'captioning-untied-fp16': [
      words,
      'text_decoder.bert.embeddings.position_embeddings.weight',
      'text_decoder.cls.predictions.transform.dense.weight.T',
      'text_decoder.cls.predictions.decoder.weight',
    ],
    'retrieval-hub': ['itm_head.weight.T', 'vision_proj.weight.T', 'text_proj.weight.T'],
  };
  for (const [name, tensors] of Object.entries(wide)) {
    for (const target of [q8, q8OnGpu, q4]) {
      const { formats } = await convert(MemoryFiles.of(name), target);
      expect(tensors.map((tensor) => formats.get(tensor))).toEqual(tensors.map(() => 'FLOAT16'));
      expect([...formats.values()].filter((format) => format.endsWith('INT8')).length).toBeGreaterThan(10);
    }
  }
});

test('stores random weights as planned in every dtype', async () => {
  for (const [dtype, backend, ending, type] of [
    ['fp16', 'wasm', '.T', 'FLOAT16'],
    ['q8', 'wasm', '.T.q', 'INT8'],
    ['q8', 'webgpu', '.b8.q', 'UINT8'],
    ['q4', 'webgpu', '.b4.q', 'UINT8'],
  ] as const) {
    const { formats, bytes, plannedBytes } = await convert(MemoryFiles.of(checkpoint), { dtype, backend });
    expect(bytes).toBe(plannedBytes);
    expect(formats.get(`${mlp}${ending}`)).toBe(type);
  }
});

test('widens 4 bits to 8 and 8 to float16 where a layer needs it', async () => {
  const some = await convert(withOutliers([mlp], 10), q4);
  expect(some.formats.has(`${mlp}.b4.q`)).toBe(false);
  expect(some.formats.get(`${mlp}.b8.q`)).toBe('UINT8');
  const many = await convert(withOutliers([mlp, attention], 200), q4);
  for (const name of [`${mlp}.T`, `${attention}.T`]) expect(many.formats.get(name)).toBe('FLOAT16');
  expect([...many.formats.keys()].filter((name) => /\.b\d/.test(name) && name.startsWith(mlp))).toEqual([]);
  expect(many.formats.get(`${mlp.replace('fc1', 'fc2')}.b4.q`)).toBe('UINT8');
});

test('keeps numbers too small for float16 as float32', async () => {
  const files = edited((name, value) => (name === mlp ? value * 1e-6 : value));
  const { formats } = await convert(files, { dtype: 'fp16', backend: 'wasm' });
  expect(formats.get(`${mlp}.T`)).toBe('FLOAT');
  expect(formats.get(`${attention}.T`)).toBe('FLOAT16');
});

test.each(['fp16', 'q8'] as const)('%s keeps values beyond float16 as float32', async (dtype) => {
  const files = withOutliers([mlp, patches], 1e7);
  const { folder, formats } = await convert(files, { dtype, backend: 'wasm' });
  expect(formats.get(`${mlp}.T`)).toBe('FLOAT');
  expect(formats.get(patches)).toBe('FLOAT');
  const logits = await logitsOf(folder);
  expect(logits.every(Number.isFinite)).toBe(true);
  const whole = await convert(files, fp32);
  expect(cosine(logits, await logitsOf(whole.folder))).toBeGreaterThan(0.99);
});
