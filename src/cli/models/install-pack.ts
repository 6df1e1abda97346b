import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PackFile } from '../../convert/pack/pack-writer.ts';
import { OnsightError } from '../../core/errors.ts';
import { parseManifest, type Manifest } from '../../families/packs/manifest.ts';

/** Name of the manifest in the folder of a pack. */
export const manifestName = 'onsight.json';

/** A pack that can be installed: its manifest, and its files in any order, others among them. */
export interface PackSource {
  readonly manifest: string;
  files(): AsyncIterable<PackedFile> | Iterable<PackedFile>;
}

interface PackedFile {
  readonly path: string;
  readonly content: AsyncIterable<Uint8Array>;
}

/** Reads the manifest of a folder; undefined if there is none or it is invalid. */
export async function installedManifest(folder: string): Promise<Manifest | undefined> {
  try {
    return parseManifest(folder, await readFile(join(folder, manifestName), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Lists the files of a manifest that a folder lacks, or has with other bytes. */
export async function missingFiles(folder: string, manifest: Manifest): Promise<readonly PackFile[]> {
  const missing: PackFile[] = [];
  for (const file of manifest.files) if (!(await isIntact(folder, file))) missing.push(file);
  return missing;
}

async function isIntact(folder: string, { path, bytes, sha256 }: PackFile): Promise<boolean> {
  const full = join(folder, path);
  const found = await stat(full).catch(() => undefined);
  if (found?.isFile() !== true || found.size !== bytes) return false;
  const hash = createHash('sha256');
  // A stream without an encoding yields bytes.
  for await (const chunk of createReadStream(full)) hash.update(chunk as Uint8Array);
  return hash.digest('hex') === sha256;
}

/**
 * Writes the files that `folder` lacks. Each is verified beside its final name; they take their names together, and the
 * manifest is written last, because it marks a complete pack.
 *
 * @returns the manifest and how many files were written
 * @throws OnsightError `integrity-mismatch` if a file is not the one in the manifest, `unsupported-model` if one is missing
 */
export async function installPack(
  source: PackSource,
  folder: string,
  signal: AbortSignal,
): Promise<{ readonly manifest: Manifest; readonly written: number }> {
  const manifest = parseManifest(folder, source.manifest);
  const wanted = new Map((await missingFiles(folder, manifest)).map((file) => [file.path, file]));
  const count = wanted.size;
  const parts = new Map<string, string>();
  await mkdir(folder, { recursive: true });
  try {
    if (count > 0)
      for await (const { path, content } of source.files()) {
        signal.throwIfAborted();
        const file = wanted.get(path);
        if (file === undefined) continue;
        const part = join(folder, `${path}.${randomUUID()}.part`);
        parts.set(part, join(folder, path));
        await writeVerified(part, file, content);
        wanted.delete(path);
      }
    const [absent] = wanted.keys();
    if (absent !== undefined)
      throw new OnsightError('unsupported-model', { model: manifest.id, reason: `its package lacks "${absent}"` });
    await publish(folder, source.manifest, parts);
    return { manifest, written: count };
  } finally {
    for (const part of parts.keys()) await rm(part, { force: true });
  }
}

async function publish(folder: string, manifest: string, parts: ReadonlyMap<string, string>): Promise<void> {
  const path = join(folder, manifestName);
  const current = await readFile(path, 'utf8').catch(() => undefined);
  if (current === manifest && parts.size === 0) return;
  const part = `${path}.${randomUUID()}.part`;
  try {
    await writeFile(part, manifest);
    await rm(path, { force: true });
    for (const [from, to] of parts) await rename(from, to);
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
}

async function writeVerified(
  part: string,
  { path, bytes, sha256 }: PackFile,
  content: AsyncIterable<Uint8Array>,
): Promise<void> {
  await mkdir(dirname(part), { recursive: true });
  const hash = createHash('sha256');
  let written = 0;
  const file = await open(part, 'w');
  try {
    for await (const chunk of content) {
      await file.writeFile(chunk);
      hash.update(chunk);
      written += chunk.byteLength;
    }
  } finally {
    await file.close();
  }
  const actual = hash.digest('hex');
  if (written === bytes && actual === sha256) return;
  throw new OnsightError('integrity-mismatch', { file: path, expected: sha256, actual });
}
