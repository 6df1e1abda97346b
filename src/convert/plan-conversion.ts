import { createSHA256 } from 'hash-wasm';
import type { AbortOptions } from '../core/async/abort.ts';
import { OnsightError } from '../core/errors.ts';
import { parseBlipConfig } from './checkpoint/blip-config.ts';
import type { CheckpointFiles } from './checkpoint/checkpoint-files.ts';
import { checkpointWeights } from './checkpoint/checkpoint-weights.ts';
import { generationLimits } from './checkpoint/generation-limits.ts';
import { imagePreparation } from './checkpoint/image-preparation.ts';
import { openCheckpoint, type Checkpoint } from './checkpoint/open-checkpoint.ts';
import { readJsonFile, readTextFile } from './checkpoint/read-text-file.ts';
import { resolveWordHead } from './checkpoint/resolve-word-head.ts';
import type { SourceTensor } from './checkpoint/source-tensor.ts';
import { tokenizerFile } from './checkpoint/tokenizer-file.ts';
import { fileBytes, jobsOfSources, maxGraphBytes } from './onnx/graph-file.ts';
import { packGraphs, type PackGraph } from './pack/pack-graphs.ts';
import { graphPath, type ManifestSource } from './pack/pack-manifest.ts';
import type { Dtype, TargetBackend } from './weights/number-format.ts';

/** Target of a conversion. */
export interface ConversionTarget {
  /** The model's id in the manifest: `Salesforce/blip-vqa-base`. */
  readonly id: string;
  readonly dtype: Dtype;
  readonly backend: TargetBackend;
}

/** A graph and the file it is written to. */
interface GraphFile {
  readonly path: string;
  readonly part: PackGraph;
  /** Size if no layer has to stay wider than its dtype. */
  readonly bytes: number;
  /** Checkpoint tensors that it reads. */
  readonly sources: readonly SourceTensor[];
}

/** A validated checkpoint and the files of its pack; no weight has been read. */
export interface ConversionPlan extends ManifestSource {
  readonly checkpointFiles: CheckpointFiles;
  /** Identifies the checkpoint's content and the target; files with another key are different. */
  readonly key: string;
  readonly graphFiles: readonly GraphFile[];
  /** Bytes read from the checkpoint. */
  readonly sourceBytes: number;
  /** Size of the pack without its manifest, if no layer has to stay wider than its dtype. */
  readonly packBytes: number;
}

/**
 * Reads the configs and headers of a checkpoint and plans its pack.
 *
 * @throws OnsightError `unsupported-format` if a file is broken or not safetensors, `unsupported-model` if the
 *   checkpoint is not a BLIP or its weights do not match its config
 */
export async function planConversion(
  files: CheckpointFiles,
  target: ConversionTarget,
  options: AbortOptions = {},
): Promise<ConversionPlan> {
  const { id, dtype, backend } = target;
  const json = await readJsonFile(files, 'config.json', options);
  if (json === undefined)
    throw new OnsightError('unsupported-model', {
      model: id,
      reason: 'it has no config.json; choose the folder that contains it',
    });
  const opened = await openCheckpoint(files, options);
  const checkpoint = checkpointWeights(id, opened);
  const stated = parseBlipConfig(id, json, (tensor) => checkpoint.has(tensor));
  const image = imagePreparation(id, await imageProcessor(files, options), stated.vision);
  const tokenizer = await tokenizerFile(id, files, options);
  const [width, height] = image.size;
  // Hugging Face's model uses the image size of its processor, whatever `image_size` says.
  const config = { ...stated, vision: { ...stated.vision, image_size: [height, width] } as const };
  // Ids beyond the word embedding would fail a run.
  const unknown = tokenizer.largestId < config.text.vocab_size ? undefined : tokenizer.unknown;
  const limits = generationLimits(await readJsonFile(files, 'generation_config.json', options));
  const decodes = config.architecture !== 'retrieval';
  const head = decodes ? await resolveWordHead(files, checkpoint, config.text, options) : undefined;
  const graphs = packGraphs({ config, checkpoint, head, dtype, backend, unknown });
  const graphFiles = graphs.map((part) => ({
    path: graphPath(part),
    part,
    bytes: fileBytes(part.graph),
    sources: jobsOfSources(part.graph).map(({ source }) => source),
  }));
  for (const { path, bytes } of graphFiles)
    if (bytes > maxGraphBytes)
      throw new OnsightError('unsupported-model', {
        model: id,
        reason: `its ${path} would have ${bytes} bytes, which exceeds the limit of an ONNX file; choose a smaller dtype`,
      });
  return {
    id,
    licence: await licence(files, options),
    config,
    image,
    tokenizer,
    limits,
    graphs,
    checkpointFiles: files,
    key: await keyOf(target, opened, JSON.stringify([json, image, limits]), tokenizer.text),
    graphFiles,
    sourceBytes: sum(graphFiles.map(({ sources }) => bytesOf(sources))),
    packBytes: sum(graphFiles.map(({ bytes }) => bytes)) + new TextEncoder().encode(tokenizer.text).byteLength,
  };
}

/** transformers 5 writes the image processor into `processor_config.json`; earlier versions used a separate file. */
async function imageProcessor(files: CheckpointFiles, options: AbortOptions): Promise<unknown> {
  const own = await readJsonFile(files, 'preprocessor_config.json', options);
  if (own !== undefined) return own;
  const all = await readJsonFile(files, 'processor_config.json', options);
  return typeof all === 'object' && all !== null && 'image_processor' in all ? all.image_processor : undefined;
}

async function licence(files: CheckpointFiles, options: AbortOptions): Promise<string> {
  const card = await readTextFile(files, 'README.md', options);
  const [, stated] = /^license:\s*["']?([\w.-]+)/m.exec(card ?? '') ?? [];
  return stated ?? 'not stated; see the source of the checkpoint';
}

// Increment whenever the same checkpoint would produce other bytes.
const converterVersion = 4;

async function keyOf(target: ConversionTarget, { stats, tensors }: Checkpoint, ...texts: string[]): Promise<string> {
  const hasher = await createSHA256();
  hasher.update(JSON.stringify([converterVersion, target, [...stats], [...tensors.values()], texts]));
  return hasher.digest('hex');
}

/** Bytes of tensors in the checkpoint. */
export function bytesOf(sources: readonly SourceTensor[]): number {
  return sum(sources.map(({ start, end }) => end - start));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
