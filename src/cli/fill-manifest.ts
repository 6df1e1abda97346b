import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OnsightError } from '../core/errors.ts';
import type { PackFile } from '../convert/pack/pack-writer.ts';

const name = 'onsight.json';

/**
 * Fills in the `files` list of a folder's `onsight.json`: size and hash of each file used, so that a manifest can be
 * written by hand or taken from docs/manifests.
 *
 * @throws OnsightError `unsupported-format` if the manifest is invalid, `unsupported-model` if a file is missing
 */
export async function fillManifest(folder: string): Promise<readonly PackFile[]> {
  const path = join(folder, name);
  const manifest = toObject(parse(await readText(path)));
  const files: PackFile[] = [];
  for (const each of usedBy(manifest)) files.push(await describe(folder, each));
  await writeFile(path, `${JSON.stringify({ ...manifest, files }, null, 1)}\n`);
  return files;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const reason = 'it is missing; see docs/model-format.md for the format and docs/manifests for public exports';
    throw new OnsightError('unsupported-format', { file: path, reason }, { cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OnsightError('unsupported-format', { file: name, reason: 'it is not JSON' }, { cause });
  }
}

/** Paths of the files that a manifest uses, without duplicates. */
function usedBy(manifest: Readonly<Record<string, unknown>>): readonly string[] {
  const parts = Object.values(toObject(manifest['parts'])).map(toObject);
  const data = parts.flatMap((part) => (Array.isArray(part['data']) ? (part['data'] as unknown[]) : []));
  const named = [
    toObject(manifest['text'] ?? {})['tokenizer'],
    manifest['golden'],
    ...parts.map((part) => part['file']),
  ];
  return [...new Set([...named, ...data].filter((each) => typeof each === 'string'))];
}

function toObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new OnsightError('unsupported-format', {
    file: name,
    reason: 'it, its `text` or its `parts` is not an object',
  });
}

async function describe(folder: string, path: string): Promise<PackFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(join(folder, path))) {
      // A stream without an encoding yields bytes.
      const piece = chunk as Uint8Array;
      bytes += piece.byteLength;
      hash.update(piece);
    }
  } catch (cause) {
    const reason = `its ${name} uses "${path}", which cannot be read in ${folder}`;
    throw new OnsightError('unsupported-model', { model: folder, reason }, { cause });
  }
  return { path, bytes, sha256: hash.digest('hex') };
}
