import { resolve } from 'node:path';

/**
 * Modules that Chroma's client asks for and a page does not have: a process to read settings from, and a package that
 * would load a model. Here the client is told everything, and given vectors.
 */
export const absentFromPages = Object.fromEntries(
  ['node:process', '@chroma-core/default-embed'].map((name) => [name, resolve('src/remote/chroma/chroma-absent.ts')]),
);
