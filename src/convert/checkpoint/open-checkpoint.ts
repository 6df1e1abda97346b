import * as v from 'valibot';
import type { AbortOptions } from '../../core/async/abort.ts';
import { OnsightError } from '../../core/errors.ts';
import type { CheckpointFiles, FileStat } from './checkpoint-files.ts';
import { readJsonFile } from './read-text-file.ts';
import { headerLength, lengthBytes, parseHeader, type ListedTensor } from './safetensors-header.ts';

/** Tensors of a checkpoint by name; only headers have been read. */
export interface Checkpoint {
  readonly tensors: ReadonlyMap<string, ListedTensor>;
  /** The weight files. */
  readonly stats: ReadonlyMap<string, FileStat>;
}

const single = 'model.safetensors';
const sharded = 'model.safetensors.index.json';
const pickles = ['pytorch_model.bin', 'pytorch_model.bin.index.json'];

// A file beside the index: no folder, no scheme, no parent path.
const fileName = v.pipe(
  v.string(),
  v.regex(/^[\w-][\w.-]*\.safetensors$/, 'the name of a safetensors file beside the index'),
);
const index = v.object({ weight_map: v.record(v.string(), fileName) });

/**
 * Reads the headers of a checkpoint's safetensors: one file, or the shards named by an index.
 *
 * @throws OnsightError `unsupported-format` if there are none, or one of them is broken
 */
export async function openCheckpoint(files: CheckpointFiles, options: AbortOptions): Promise<Checkpoint> {
  const stat = await files.stat(single, options);
  if (stat !== undefined) {
    const tensors = await readHeader(files, single, stat, options);
    return { tensors: byName(tensors), stats: new Map([[single, stat]]) };
  }
  const json = await readJsonFile(files, sharded, options);
  if (json === undefined) throw await noWeights(files, options);
  const parsed = v.safeParse(index, json);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const reason = `it is invalid at "${v.getDotPath(issue) ?? ''}": ${issue.message}`;
    throw new OnsightError('unsupported-format', { file: sharded, reason });
  }
  return openShards(files, parsed.output.weight_map, options);
}

async function openShards(
  files: CheckpointFiles,
  weightMap: Readonly<Record<string, string>>,
  options: AbortOptions,
): Promise<Checkpoint> {
  const stats = new Map<string, FileStat>();
  const tensors = new Map<string, ListedTensor>();
  for (const file of [...new Set(Object.values(weightMap))].sort()) {
    const stat = await files.stat(file, options);
    if (stat === undefined)
      throw new OnsightError('unsupported-format', {
        file: sharded,
        reason: `it refers to "${file}", which is missing; download it into the same folder`,
      });
    stats.set(file, stat);
    for (const tensor of await readHeader(files, file, stat, options))
      if (weightMap[tensor.name] === file) tensors.set(tensor.name, tensor);
  }
  for (const [name, file] of Object.entries(weightMap))
    if (!tensors.has(name))
      throw new OnsightError('unsupported-format', {
        file,
        reason: `the index lists "${name}" in it, but it is missing`,
      });
  return { tensors, stats };
}

async function readHeader(
  files: CheckpointFiles,
  file: string,
  { bytes }: FileStat,
  options: AbortOptions,
): Promise<readonly ListedTensor[]> {
  const head = await files.read(file, 0, Math.min(lengthBytes, bytes), options);
  const length = headerLength(file, head, bytes);
  return parseHeader(file, await files.read(file, lengthBytes, lengthBytes + length, options), bytes);
}

function byName(tensors: readonly ListedTensor[]): ReadonlyMap<string, ListedTensor> {
  return new Map(tensors.map((tensor) => [tensor.name, tensor]));
}

async function noWeights(files: CheckpointFiles, options: AbortOptions): Promise<OnsightError> {
  for (const file of pickles) {
    if ((await files.stat(file, options)) === undefined) continue;
    const reason =
      'PyTorch files can execute code when opened, so only safetensors are read. Convert it with ' +
      'https://huggingface.co/spaces/safetensors/convert, or in Python, with the class that config.json names as its ' +
      'architecture: `BlipForConditionalGeneration.from_pretrained(folder).save_pretrained(folder)`';
    return new OnsightError('unsupported-format', { file, reason });
  }
  const reason =
    `neither it nor ${sharded} exists; a checkpoint is a folder with config.json, tokenizer and weights of these ` +
    'names, as `save_pretrained` writes it';
  return new OnsightError('unsupported-format', { file: single, reason });
}
