let newest: Worker | undefined;
let isWatching = false;

/** Remembers the store's worker when it is started, so that it can be ended from outside, as a browser may do it. */
export function watchStoreWorker(): void {
  if (isWatching) return;
  isWatching = true;
  globalThis.Worker = new Proxy(globalThis.Worker, {
    construct: (Original, [url, options]: [string | URL, WorkerOptions?]) => {
      const worker = new Original(url, options);
      if (String(url).includes('store-worker')) newest = worker;
      return worker;
    },
  });
}

/** Ends the store's worker without a word to anybody. */
export function killStoreWorker(): void {
  newest?.terminate();
}
