import type { Page } from '@playwright/test';

/** With these headers a page is cross-origin isolated, and its clock resolution is 5 microseconds. */
export const isolated = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
} as const;

/**
 * A page whose `ask(name, value)` is answered by `script`; it is called `ready` when it can be asked.
 *
 * Where `firstQuery` is there before, the page searches for it at once; `searched` is when that was done, in
 * milliseconds since the navigation started.
 */
function askPage(script: string): string {
  return `<!doctype html><script type="module">
  ${script}
  if (globalThis.firstQuery) globalThis.searched = ask('open', firstQuery).then(() => performance.now());
  document.title = 'ready';
</script>`;
}

/** A page that forwards calls to a worker (pages/answer-calls.js). */
export function workerPage(worker: string): string {
  return askPage(`const worker = new Worker('${worker}', { type: 'module' });
  const next = () => new Promise((done, fail) => {
    worker.onmessage = ({ data }) => ('error' in data ? fail(new Error(data.error)) : done(data.value));
    worker.onerror = (event) => fail(new Error(event.message));
  });
  await next();
  globalThis.ask = (name, value) => { const answer = next(); worker.postMessage({ name, value }); return answer; };`);
}

/** A page whose own thread answers, for stores that work nowhere else. */
export function threadPage(module: string, about: { readonly rows: number; readonly variant: string }): string {
  return askPage(`import { createContender } from '/pages/contender.js';
  let contender;
  globalThis.ask = async (name, value) => {
    contender ??= createContender(await import('/peers/${module}.js'), ${JSON.stringify(about)});
    return contender[name](value);
  };`);
}

/** Makes a ready page do one piece of work. */
export async function ask<T>(page: Page, name: string, value?: unknown): Promise<T> {
  return (await page.evaluate(
    ([work, given]) =>
      (globalThis as unknown as { ask: (name: unknown, value: unknown) => Promise<unknown> }).ask(work, given),
    [name, value] as const,
  )) as T;
}

/** Waits until a page can be asked. */
export async function untilReady(page: Page): Promise<void> {
  await page.waitForFunction(() => document.title === 'ready');
}
