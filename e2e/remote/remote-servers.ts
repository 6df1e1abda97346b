import type { TestProject } from 'vitest/node';
import { startChroma } from './chroma-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of a Chroma server that all tests of the project share. */
    chromaUrl: string;
    /** Address of a Qdrant server, where QDRANT_URL names one. */
    qdrantUrl: string | undefined;
  }
}

/** Starts what the projects `remote` and `remote-browser` talk to. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const chroma = await startChroma();
  project.provide('chromaUrl', chroma.url);
  project.provide('qdrantUrl', process.env['QDRANT_URL']);
  return () => chroma.dispose();
}
