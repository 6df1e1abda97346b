import { baseUrl, type Address } from '../arguments/resolve-url.ts';
import { WorkerScript } from './worker-script.ts';

// Bundles in the classic format have no `import.meta.url`; only while one runs does the document name its script.
const ownUrl = import.meta.url as string | undefined;
const script = typeof document === 'undefined' ? null : document.currentScript;
const beside = ownUrl ?? (script instanceof HTMLScriptElement && script.src !== '' ? script.src : undefined);

/**
 * The script of the engine's worker, beside this module or at `workerUrl`.
 *
 * The literal form below is what bundlers recognise; it must stay on one line.
 */
export function engineScript(workerUrl: Address | undefined): WorkerScript {
  const literal = (): Worker => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  return new WorkerScript({ file: 'worker.js', workerUrl, beside, literal });
}

/** The script of the small worker that holds stores alone: the twin of {@link engineScript}. */
export function storeScript(workerUrl: Address | undefined): WorkerScript {
  const literal = (): Worker => new Worker(new URL('./store-worker.js', import.meta.url), { type: 'module' });
  return new WorkerScript({ file: 'store-worker.js', workerUrl, beside, literal });
}

/** Folder of model packs when the page names none: `models/` beside the page. */
export function defaultModelsUrl(): string {
  return new URL('models/', baseUrl()).href;
}
