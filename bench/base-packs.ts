import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderFiles } from '../src/cli/folder-files.ts';
import { folderWriter } from '../src/cli/folder-writer.ts';
import { convertCheckpoint, graphChunks, writeFile } from '../src/convert/convert-checkpoint.ts';
import type { Graph } from '../src/convert/onnx/graph-builder.ts';
import type { PackFile } from '../src/convert/pack/pack-writer.ts';
import { planConversion, type ConversionPlan, type ConversionTarget } from '../src/convert/plan-conversion.ts';
import { parseManifest } from '../src/families/packs/manifest.ts';
import { writeBaseCheckpoint } from '../fixtures/base-checkpoint.ts';
import { decoderGraphs, renameNodes, renameValue } from './decoder-graphs.ts';
import { mergedDecoder } from './merged-decoder.ts';
import { uncachedDecoder } from './uncached-decoder.ts';

const states = 577;
/** Heads, tokens and head width of keys and values before the first token. */
const noPast = [1, 12, 0, 64];

/**
 * Writes packs of random BLIP-base-shaped checkpoints under `root`: `models/base-q8`, `models/base-fp32`, their decoders
 * without a cache in `models/uncached-q8`, questions in `models/vqa-q8`, and `peer/base` for transformers.js with the
 * graphs of `base-q8`.
 */
export async function writeBasePacks(root: string): Promise<void> {
  const captioning = join(root, 'captioning');
  writeBaseCheckpoint(captioning);
  await convert(captioning, join(root, 'models/base-fp32'), 'fp32');
  const plan = await convert(captioning, join(root, 'models/base-q8'), 'q8');
  await writeUncached(plan, join(root, 'models/base-q8'), join(root, 'models/uncached-q8'));
  await writePeer(plan, join(root, 'models/base-q8'), join(root, 'peer/base'));
  rmSync(captioning, { recursive: true });
  const questions = join(root, 'questions');
  writeBaseCheckpoint(questions, 'questions');
  await convert(questions, join(root, 'models/vqa-q8'), 'q8');
  rmSync(questions, { recursive: true });
}

async function convert(from: string, to: string, dtype: ConversionTarget['dtype']): Promise<ConversionPlan> {
  const plan = await planConversion(folderFiles(from), { id: `bench/${dtype}`, dtype, backend: 'wasm' });
  await convertCheckpoint(plan, folderWriter(to));
  return plan;
}

async function writeGraph(plan: ConversionPlan, folder: string, path: string, graph: Graph): Promise<PackFile> {
  const { checkpointFiles: files, key } = plan;
  const context = { files, key, writer: folderWriter(folder), onRead: () => undefined };
  return writeFile(context, path, graphChunks(context, { graph, widened }));
}

/** Keeps the graph, because random weights have no outliers. */
function widened(): never {
  throw new Error('A number format is too coarse for random weights.');
}

async function writeUncached(plan: ConversionPlan, from: string, to: string): Promise<void> {
  const decoder = await writeGraph(plan, to, 'text_decoder.onnx', uncachedDecoder(decoderGraphs(plan), states, noPast));
  const manifest = parseManifest('bench', readFileSync(join(from, 'onsight.json'), 'utf8'));
  const { vision_encoder: vision } = manifest.parts;
  const kept = manifest.files.filter(({ path }) => !path.startsWith('text_decoder'));
  for (const { path } of kept) linkSync(join(from, path), join(to, path));
  const text_decoder = {
    file: decoder.path,
    in: { ids: 'input_ids', states: 'encoder_hidden_states' },
    out: { logits: 'logits' },
  };
  writeFileSync(
    join(to, 'onsight.json'),
    JSON.stringify({
      ...manifest,
      id: 'bench/uncached',
      parts: { vision_encoder: vision, text_decoder },
      files: [...kept, decoder],
    }),
  );
}

/** A repository like `Xenova/vit-gpt2-image-captioning`, with the decoder memory named as in `Xenova/trocr-*`. */
async function writePeer(plan: ConversionPlan, from: string, to: string): Promise<void> {
  const vision = plan.graphs.find(({ role }) => role === 'vision_encoder')?.graph;
  if (vision === undefined) throw new Error('The plan has no vision encoder.');
  const rename = (name: string): string => (name === 'image_states' ? 'last_hidden_state' : name);
  const outputs = vision.outputs.map((output) => renameValue(output, rename(output.name)));
  const encoder = { ...vision, nodes: renameNodes(vision.nodes, rename), outputs };
  await writeGraph(plan, join(to, 'onnx'), 'encoder_model.onnx', encoder);
  await writeGraph(plan, join(to, 'onnx'), 'decoder_model_merged.onnx', mergedDecoder(decoderGraphs(plan), states));
  linkSync(join(from, 'tokenizer.json'), join(to, 'tokenizer.json'));
  const write = (name: string, value: object): void => writeFileSync(join(to, name), JSON.stringify(value));
  const tokens = { decoder_start_token_id: 30522, eos_token_id: 102, pad_token_id: 0 };
  write('config.json', {
    architectures: ['VisionEncoderDecoderModel'],
    model_type: 'vision-encoder-decoder',
    is_encoder_decoder: true,
    ...tokens,
    encoder: { model_type: 'vit' },
    decoder: { model_type: 'trocr', decoder_layers: 12, decoder_attention_heads: 12, d_model: 768, vocab_size: 30524 },
  });
  write('generation_config.json', tokens);
  write('tokenizer_config.json', { tokenizer_class: 'BertTokenizer' });
  write('preprocessor_config.json', {
    image_processor_type: 'ViTImageProcessor',
    do_resize: true,
    size: { width: 384, height: 384 },
    resample: 3,
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: [0.48145466, 0.4578275, 0.40821073],
    image_std: [0.26862954, 0.26130258, 0.27577711],
  });
}
