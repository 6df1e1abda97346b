/** Makes this worker answer calls of `work`: `{ name, value }` in, `{ value }` or `{ error }` out. */
export function answerCalls(work) {
  globalThis.onmessage = async ({ data: { name, value } }) => {
    try {
      globalThis.postMessage({ value: await work[name](value) });
    } catch (error) {
      globalThis.postMessage({ error: String(error?.stack ?? error) });
    }
  };
  globalThis.postMessage({ value: 'ready' });
}
