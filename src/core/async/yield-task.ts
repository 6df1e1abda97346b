/**
 * Lets the event loop take its next task. A wasm run blocks its worker, and microtasks after it would start the next
 * run before a waiting cancel message is seen; setTimeout would cost 4 ms when nested.
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
