import { createSHA256 } from 'hash-wasm';
import type { AbortOptions } from '../core/async/abort.ts';
import { OnsightError } from '../core/errors.ts';
import { parseBlipConfig, type TextConfig } from './checkpoint/blip-config.ts';
import type { CheckpointFiles } from './checkpoint/checkpoint-files.ts';
import { checkpointWeights, type CheckpointWeights } from './checkpoint/checkpoint-weights.ts';
import { generationLimits } from './checkpoint/generation-limits.ts';
import { imagePreparation } from './checkpoint/image-preparation.ts';
import { openCheckpoint, type Checkpoint } from './checkpoint/open-checkpoint.ts';
import { readJsonFile, readTextFile } from './checkpoint/read-text-file.ts';
import type { SourceTensor } from './checkpoint/source-tensor.ts';
import { tokenizerFile } from './checkpoint/tokenizer-file.ts';
import { jobsOfSources, tensorFrame, fileHead, fileTail } from './onnx/graph-file.ts';
import { packGraphs, type PackGraph } from './pack/pack-graphs.ts';
import { graphPath, type ManifestSource } from './pack/pack-manifest.ts';
import type { PackDtype, TargetBackend } from './weights/number-format.ts';
import type { Graph } from './onnx/graph-builder.ts';
import type { WordHead } from './graph/text-decoder.ts';

/** Protobuf's limit on the size of a message. */
const maxGraphBytes = 2 ** 31 - 1;

const words = 'text_decoder.bert.embeddings.word_embeddings.weight';

const head = 'text_decoder.cls.predictions';

const samples = 16;

const sampleBytes = 16 * 1024;

/** Target of a conversion. */
export interface ConversionTarget {
  /** The model's id in the manifest: `Salesforce/blip-vqa-base`. */
  readonly id: string;
  readonly dtype: PackDtype;
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

/** Size in bytes of a graph's file. */
function fileBytes(graph: Graph): number {
  const tensors = graph.weights.flatMap((job) => job.tensors);
  const weights = tensors.reduce((sum, tensor) => sum + tensorFrame(tensor).byteLength + tensor.bytes, 0);
  return fileHead().byteLength + weights + fileTail(graph).byteLength;
}

/**
 * Determines which tensors are the decoder's embedding and its last layer's rows and bias. They are tied, rows to the
 * embedding and bias to `predictions.bias`: one of a pair may be missing, or both stored. As in Hugging Face's
 * `tie_weights` (transformers 5.23, modeling_utils.py), two that differ are not tied, whatever the config says.
 *
 * @throws OnsightError `unsupported-model`, `unsupported-format` like `take`
 */
async function resolveWordHead(
  files: CheckpointFiles,
  checkpoint: CheckpointWeights,
  { vocab_size: rows, hidden_size: width }: TextConfig,
  options: AbortOptions,
): Promise<WordHead> {
  const choose = async (tied: string, own: string, shape: readonly number[]): Promise<SourceTensor> => {
    if (!checkpoint.has(own)) return checkpoint.take(tied, shape);
    const separate = checkpoint.take(own, shape);
    if (!checkpoint.has(tied)) return separate;
    const shared = checkpoint.take(tied, shape);
    return (await isSame(files, shared, separate, options)) ? shared : separate;
  };
  const own = `${head}.decoder.weight`;
  return {
    embedding: checkpoint.take(!checkpoint.has(words) && checkpoint.has(own) ? own : words, [rows, width]),
    table: await choose(words, own, [rows, width]),
    bias: await choose(`${head}.bias`, `${head}.decoder.bias`, [rows]),
  };
}

/**
 * True if two tensors hold the same numbers, judged by samples from start to end: a separately trained head differs
 * everywhere, and reading both in full is 190 MB for a BLIP-base.
 */
async function isSame(
  files: CheckpointFiles,
  a: SourceTensor,
  b: SourceTensor,
  options: AbortOptions,
): Promise<boolean> {
  const bytes = a.end - a.start;
  if (a.type !== b.type || bytes !== b.end - b.start) return false;
  const step = Math.max(sampleBytes, Math.floor((bytes - sampleBytes) / (samples - 1)));
  for (let at = 0; at < bytes; at += step) {
    const end = Math.min(at + sampleBytes, bytes);
    const [left, right] = await Promise.all(
      [a, b].map(({ file, start }) => files.read(file, start + at, start + end, options)),
    );
    if (left === undefined || right === undefined || left.some((byte, index) => byte !== right[index])) return false;
  }
  return true;
}
