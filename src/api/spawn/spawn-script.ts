import { baseUrl, type Address } from '../arguments/resolve-url.ts';
import { WorkerScript } from './worker-script.ts';

// Only while the script runs does the document say which script it is, so this is read once, here.
const script = document.currentScript;
const scriptUrl = script instanceof HTMLScriptElement && script.src !== '' ? script.src : undefined;

/** The script tag's twin of spawn.ts: the worker is beside the script, also on another origin. */
export function engineScript(workerUrl: Address | undefined): WorkerScript {
  return new WorkerScript({ file: 'worker.js', workerUrl, beside: scriptUrl ?? baseUrl() });
}

/** Folder of model packs when the page names none: `models/` beside the script. */
export function defaultModelsUrl(): string {
  return new URL('models/', scriptUrl ?? baseUrl()).href;
}
