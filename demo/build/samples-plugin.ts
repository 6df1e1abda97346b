import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import type { Sample } from '../state/samples.ts';
import { jpegSize } from './jpeg-size.ts';
import { sampleEmbeddings, type PackFile } from './sample-embeddings.ts';

interface ListedSample {
  readonly file: string;
  readonly shows: string;
  readonly author: string;
  readonly licence: string;
  readonly original: string;
}

/**
 * `virtual:samples`: the list of the sample photos with their ids and true sizes, so that the first paint knows its
 * layout, and where their embeddings by the pack are.
 */
export function samplesPlugin(folder: string, pack: string): Plugin {
  const id = 'virtual:samples';
  return {
    name: 'onsight-samples',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load(resolved) {
      if (resolved !== `\0${id}`) return undefined;
      const list = JSON.parse(readFileSync(join(folder, 'samples.json'), 'utf8')) as ListedSample[]; // our own file
      const samples = list.map(({ file, shows, author, licence, original }): Sample => {
        const bytes = readFileSync(join(folder, file));
        // The library's id of a file: the first 128 bits of its hash.
        const id = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
        return { id, file, shows, author, licence, original, bytes: bytes.length, ...jpegSize(bytes) };
      });
      const embeddings = sampleEmbeddings(JSON.parse(readFileSync(join(pack, 'onsight.json'), 'utf8')) as PackFile); // our own file
      const isMade = existsSync(join(folder, embeddings.file));
      if (!isMade) this.warn(`${embeddings.file} is missing: the samples will be embedded. Run npm run build:samples.`);
      return `export const samples = ${JSON.stringify(samples)};
export const embeddings = ${isMade ? JSON.stringify(embeddings) : 'undefined'};`;
    },
  };
}
