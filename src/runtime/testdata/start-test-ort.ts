import ortFiles from '../ort-files.json' with { type: 'json' };
import { startOrt } from '../ort.ts';

/** Starts ORT once per realm. */
export async function startTestOrt(): Promise<void> {
  startOrt({
    build: 'asyncify',
    files: {
      mjsUrl: new URL(`/dist/assets/${ortFiles.asyncify.mjs}`, location.href).href,
      wasm: await (await fetch(`/dist/assets/${ortFiles.asyncify.wasm.file}`)).arrayBuffer(),
    },
    threads: 1,
  });
}
