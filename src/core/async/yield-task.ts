/**
 * Yields to the event loop. A wasm run blocks its worker, and microtasks after it would start the next run before a
 * pending cancel message is received; nested setTimeout calls would cost 4 ms.
 */
export function yieldTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (): void => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
