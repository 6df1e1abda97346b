import type { AbortOptions } from '../core/async/abort.ts';
import type { OnProgress } from '../core/progress.ts';
import { bytesOf, type ConversionPlan } from './plan-conversion.ts';
import { packManifest } from './pack/pack-manifest.ts';
import type { PackFile, PackWriter } from './pack/pack-writer.ts';
import { graphChunks, writeFile, type WriteContext } from './pack/write-file.ts';

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
