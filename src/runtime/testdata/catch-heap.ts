/** Captures the first WebAssembly memory created from now on: ORT's heap, which is not accessible otherwise. */
export function catchHeap(): () => WebAssembly.Memory | undefined {
  let heap: WebAssembly.Memory | undefined;
  WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
    construct: (Memory, [descriptor]: [WebAssembly.MemoryDescriptor]) => {
      const made = new Memory(descriptor);
      heap ??= made;
      return made;
    },
  });
  return () => heap;
}
