import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import type { Sample } from '../state/samples.ts';
import { jpegSize } from './jpeg-size.ts';

interface ListedSample {
  readonly file: string;
  readonly shows: string;
  readonly author: string;
  readonly licence: string;
  readonly original: string;
}

/** `virtual:samples`: the list of the sample photos with their true sizes, so that the first paint knows its layout. */
export function samplesPlugin(folder: string): Plugin {
  const id = 'virtual:samples';
  return {
    name: 'onsight-samples',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load(resolved) {
      if (resolved !== `\0${id}`) return undefined;
      const list = JSON.parse(readFileSync(join(folder, 'samples.json'), 'utf8')) as ListedSample[]; // our own file
      const samples = list.map(({ file, shows, author, licence, original }): Sample => {
        const bytes = readFileSync(join(folder, file));
        return { file, shows, author, licence, original, bytes: bytes.length, ...jpegSize(bytes) };
      });
      return `export const samples = ${JSON.stringify(samples)};`;
    },
  };
}
