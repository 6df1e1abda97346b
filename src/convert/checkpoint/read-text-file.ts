import type { AbortOptions } from '../../core/async/abort.ts';
import { OnsightError } from '../../core/errors.ts';
import type { CheckpointFiles } from './checkpoint-files.ts';

// The largest one, a tokenizer.json of 250,000 tokens, has 17 MB.
const maxBytes = 64 * 1024 * 1024;

/**
 * Reads a small text file; undefined if it does not exist.
 *
 * @throws OnsightError `unsupported-format` if it is too large for its kind or not UTF-8
 */
export async function readTextFile(
  files: CheckpointFiles,
  path: string,
  options: AbortOptions,
): Promise<string | undefined> {
  const stat = await files.stat(path, options);
  if (stat === undefined) return undefined;
  if (stat.bytes > maxBytes)
    throw new OnsightError('unsupported-format', { file: path, reason: `it is too large, ${stat.bytes} bytes` });
  const bytes = await files.read(path, 0, stat.bytes, options);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new OnsightError('unsupported-format', { file: path, reason: 'it is not UTF-8 text' }, { cause });
  }
}

/** Reads a JSON file like {@link readTextFile}. @throws OnsightError `unsupported-format` if it is not JSON */
export async function readJsonFile(files: CheckpointFiles, path: string, options: AbortOptions): Promise<unknown> {
  const text = await readTextFile(files, path, options);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OnsightError('unsupported-format', { file: path, reason: notJson(text) }, { cause });
  }
}

/** Reason why a text is not JSON, judged by its beginning. */
export function notJson(text: string): string {
  return text.startsWith('version https://git-lfs')
    ? 'it is a Git LFS pointer, not the file itself; run `git lfs pull`, or download the file'
    : 'it is not JSON; download it again';
}
