import { startWorker } from './start-worker.ts';

// Only while the script runs does the document say which script it is, so this is read once, here.
const script = document.currentScript;
const scriptUrl = script instanceof HTMLScriptElement && script.src !== '' ? script.src : document.baseURI;

/** The script tag's twin of spawn.ts: the worker lies beside the script, also on another origin. */
export function spawnWorker(workerUrl: string | undefined, retry: number): Worker {
  const url = workerUrl === undefined ? new URL('worker.js', scriptUrl) : new URL(workerUrl, document.baseURI);
  if (retry > 0) url.searchParams.set('retry', String(retry));
  return startWorker(url);
}

/** Folder of model packs when the page names none: `models/` beside the script. */
export function defaultModelsUrl(): string {
  return new URL('models/', scriptUrl).href;
}
