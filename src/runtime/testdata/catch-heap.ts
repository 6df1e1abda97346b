/** Gives the first WebAssembly memory that is made from now on: ORT's heap, which nothing else tells of. */
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
