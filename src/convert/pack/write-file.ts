import { createSHA256 } from 'hash-wasm';
import type { AbortOptions } from '../../core/async/abort.ts';
import type { CheckpointFiles } from '../checkpoint/checkpoint-files.ts';
import { allFinite, SourceValues, type SourceTensor } from '../checkpoint/source-tensor.ts';
import { OnsightError } from '../../core/errors.ts';
import { fileHead, fileTail, jobsOfSources, tensorFrame } from '../onnx/graph-file.ts';
import type { StoredTensor, WeightJob } from '../onnx/initializer.ts';
import type { Widenable } from './pack-graphs.ts';
import type { PackFile, PackWriter } from './pack-writer.ts';

// Small enough to abort quickly, large enough for efficient requests.
const sliceBytes = 8 * 1024 * 1024;

/** Options of {@link writeFile}. */
export interface WriteContext extends AbortOptions {
  readonly files: CheckpointFiles;
  readonly writer: PackWriter;
  readonly key: string;
  /** Called with the number of checkpoint bytes read. */
  readonly onRead: (bytes: number) => void;
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

interface EncodedTensor {
  readonly stored: StoredTensor;
  readonly chunks: Iterable<Uint8Array>;
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
