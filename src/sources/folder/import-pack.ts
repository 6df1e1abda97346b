import { SetProgress } from '../../assets/download/set-progress.ts';
import type { FileSink, MadeFile } from '../../assets/make-file.ts';
import { OnsightError } from '../../core/errors.ts';
import { parseManifest } from '../../families/packs/manifest.ts';
import { convertedFile, type ConversionParts } from '../converted/converted-pack.ts';
import type { FetchOptions } from '../pack/pack-files.ts';

const manifestName = 'onsight.json';
const sliceBytes = 8 * 1024 * 1024;

/**
 * Stores a pack of a folder, its files checked by their hashes, and its manifest last.
 *
 * @throws OnsightError `unsupported-model` when its manifest is none, or a file is missing; `integrity-mismatch`,
 * `quota-exceeded`
 */
export async function importPack(
  parts: ConversionParts,
  files: ReadonlyMap<string, Blob>,
  { signal, onProgress }: FetchOptions,
): Promise<void> {
  const { cache, target } = parts;
  const text = (await files.get(manifestName)?.text()) ?? '';
  const manifest = parseManifest(target.id, text);
  const listed = manifest.files.map((file) => ({ ...file, blob: fileOf(files, file.path, target.id) }));
  const report = (event: { loadedBytes: number; totalBytes: number; bytesPerSecond: number }): void => {
    onProgress?.({ phase: 'download', model: target.id, ...event });
  };
  const progress = new SetProgress(
    listed.map(({ bytes }) => bytes),
    listed.map(() => 0),
    report,
  );
  progress.report();
  await cache.drop(convertedFile(parts, manifestName));
  for (const [index, { path, bytes, sha256, blob }] of listed.entries()) {
    const file = convertedFile(parts, path);
    const made = await copy(blob, await cache.make(file), (done) => {
      signal?.throwIfAborted();
      progress.update(index, Math.min(done, bytes));
    });
    if (made.sha256 === sha256 && made.bytes === bytes) continue;
    await cache.drop(file);
    throw new OnsightError('integrity-mismatch', {
      file: path,
      expected: `${sha256} of ${String(bytes)} bytes`,
      actual: `${made.sha256} of ${String(made.bytes)} bytes`,
    });
  }
  await copy(new Blob([text]), await cache.make(convertedFile(parts, manifestName)), () => undefined);
  progress.finish();
}

function fileOf(files: ReadonlyMap<string, Blob>, path: string, model: string): Blob {
  const blob = files.get(path);
  if (blob !== undefined) return blob;
  const reason = `its ${manifestName} lists "${path}", which is not in the folder`;
  throw new OnsightError('unsupported-model', { model, reason });
}

/** Copies a file in slices; `notify` is called with the bytes so far and may throw to stop it. */
async function copy(blob: Blob, sink: FileSink, notify: (done: number) => void): Promise<MadeFile> {
  try {
    for (let at = 0; at < blob.size; at += sliceBytes) {
      notify(at);
      await sink.write(new Uint8Array(await blob.slice(at, at + sliceBytes).arrayBuffer()));
    }
    notify(blob.size);
  } catch (error) {
    await sink.abort();
    throw error;
  }
  return sink.close();
}
