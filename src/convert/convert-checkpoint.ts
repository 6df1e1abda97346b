import type { AbortOptions } from '../core/async/abort.ts';
import type { OnProgress } from '../core/progress.ts';
import { bytesOf, type ConversionPlan } from './plan-conversion.ts';
import { packManifest } from './pack/pack-manifest.ts';
import type { PackFile, PackWriter } from './pack/pack-writer.ts';
import type { CheckpointFiles } from './checkpoint/checkpoint-files.ts';
import { createSHA256 } from 'hash-wasm';
import type { Widenable } from './pack/pack-graphs.ts';
import { fileHead, jobsOfSources, fileTail, tensorFrame } from './onnx/graph-file.ts';
import type { StoredTensor, WeightJob } from './onnx/initializer.ts';
import { SourceValues, type SourceTensor, allFinite } from './checkpoint/source-tensor.ts';
import { OnsightError } from '../core/errors.ts';

// Small enough to abort quickly, large enough for efficient requests.
const sliceBytes = 8 * 1024 * 1024;

/** Options of {@link writeFile}. */
interface WriteContext extends AbortOptions {
  readonly files: CheckpointFiles;
  readonly writer: PackWriter;
  readonly key: string;
  /** Called with the number of checkpoint bytes read. */
  readonly onRead: (bytes: number) => void;
}

interface EncodedTensor {
  readonly stored: StoredTensor;
  readonly chunks: Iterable<Uint8Array>;
}

/**
 * Progress of a conversion, in bytes of the checkpoint. `loadedBytes` never falls, `totalBytes` is known from the first
 * event and never changes, and the last event is complete. Weights shared by two graphs count twice.
 */
export interface ConvertProgress {
  readonly phase: 'convert';
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

/** Options of {@link convertCheckpoint}. */
interface ConvertOptions extends AbortOptions {
  readonly onProgress?: OnProgress<ConvertProgress> | undefined;
}

/**
 * Writes the pack of a plan: each graph in one pass over the checkpoint, one tensor at a time, then `tokenizer.json`,
 * and `onsight.json` last, so that a folder with a manifest is complete. Files completed by an earlier call are kept.
 *
 * @returns every file of the pack, including `onsight.json`
 * @throws OnsightError `unsupported-format` if the checkpoint is truncated; any error of `files` and `writer`
 */
export async function convertCheckpoint(
  plan: ConversionPlan,
  writer: PackWriter,
  { signal, onProgress }: ConvertOptions = {},
): Promise<readonly PackFile[]> {
  const { key, checkpointFiles } = plan;
  let loadedBytes = 0;
  const onRead = (bytes: number): void => {
    loadedBytes += bytes;
    onProgress?.({ phase: 'convert', loadedBytes, totalBytes: plan.sourceBytes });
  };
  onRead(0);
  const context: WriteContext = { files: checkpointFiles, writer, key, signal, onRead };
  const completed = new Map((await writer.completed(key, { signal })).map((file) => [file.path, file]));
  const files: PackFile[] = [];
  for (const { path, part, sources } of plan.graphFiles) {
    const there = completed.get(path);
    if (there !== undefined) onRead(bytesOf(sources));
    files.push(there ?? (await writeFile(context, path, graphChunks(context, part))));
  }
  files.push(await writeText(context, 'tokenizer.json', plan.tokenizer.text));
  const manifest = await writeText(context, 'onsight.json', packManifest(plan, files));
  return [...files, manifest];
}

function writeText(context: WriteContext, path: string, text: string): Promise<PackFile> {
  return writeFile(context, path, [new TextEncoder().encode(text)]);
}

/** Writes one file of the pack from its chunks and hashes it on the way; after a failure it is discarded. */
export async function writeFile(
  { writer, key, signal }: WriteContext,
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<PackFile> {
  const hasher = await createSHA256();
  const sink = await writer.open(path, key, { signal });
  try {
    let bytes = 0;
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      hasher.update(chunk);
      bytes += chunk.byteLength;
      await sink.write(chunk);
    }
    signal?.throwIfAborted();
    const file = { path, bytes, sha256: hasher.digest('hex') };
    await sink.close(file);
    return file;
  } catch (error) {
    // Report the first error, not one from aborting.
    await sink.abort().catch(() => undefined);
    throw error;
  }
}

/**
 * Bytes of a graph's file. Keeps one checkpoint tensor in memory at a time. If its number format turns out to be too
 * coarse, the graph is rebuilt with a wider one.
 */
export async function* graphChunks(context: WriteContext, { graph, widened }: Widenable): AsyncIterable<Uint8Array> {
  const coarse = new Set<string>();
  let built = graph;
  yield fileHead();
  for (const { source, jobs } of jobsOfSources(graph)) {
    const values = await readValues(context, source);
    let encoded = encode(jobs, values);
    while (encoded.tooCoarse.length > 0) {
      for (const name of encoded.tooCoarse) coarse.add(name);
      built = widened(coarse);
      const wider = built.weights.filter((job) => job.source.name === source.name);
      encoded = encode(wider, values);
    }
    for (const tensor of encoded.tensors) yield* tensorChunks(tensor);
  }
  yield fileTail(built);
}

function encode(
  jobs: readonly WeightJob[],
  values: SourceValues,
): { readonly tensors: readonly EncodedTensor[]; readonly tooCoarse: readonly string[] } {
  const tensors: EncodedTensor[] = [];
  const tooCoarse: string[] = [];
  for (const job of jobs) {
    const encoded = job.encode(values);
    if (encoded.isTooCoarse) tooCoarse.push(job.name);
    for (const [index, stored] of job.tensors.entries()) tensors.push({ stored, chunks: encoded.tensors[index] ?? [] });
  }
  return { tensors, tooCoarse };
}

function* tensorChunks({ stored, chunks }: EncodedTensor): Iterable<Uint8Array> {
  yield tensorFrame(stored);
  let left = stored.bytes;
  for (const chunk of chunks) {
    left -= chunk.byteLength;
    yield chunk;
  }
  // The size was announced before; a wrong one would shift everything after it.
  if (left !== 0) throw new OnsightError('internal', { reason: `"${stored.name}" is ${left} bytes too short` });
}

async function readValues(context: WriteContext, source: SourceTensor): Promise<SourceValues> {
  const bytes = await readTensor(context, source);
  if (!allFinite(source.type, bytes))
    throw new OnsightError('unsupported-format', {
      file: source.file,
      reason: `tensor "${source.name}" contains NaN or Infinity because its training diverged; use an earlier checkpoint`,
    });
  return new SourceValues(source, bytes);
}

async function readTensor(context: WriteContext, source: SourceTensor): Promise<Uint8Array<ArrayBuffer>> {
  const { files, signal, onRead } = context;
  const bytes = new Uint8Array(source.end - source.start);
  for (let at = source.start; at < source.end; at += sliceBytes) {
    signal?.throwIfAborted();
    const end = Math.min(at + sliceBytes, source.end);
    const slice = await files.read(source.file, at, end, { signal });
    if (slice.byteLength !== end - at)
      throw new OnsightError('unsupported-format', {
        file: source.file,
        reason: `it ended within tensor "${source.name}"`,
      });
    bytes.set(slice, at - source.start);
    onRead(slice.byteLength);
  }
  return bytes;
}
