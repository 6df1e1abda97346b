/** In a serialised graph (field 1 of GraphProto) the nodes come before the weights, and are small. */
const nodeBytes = 4 * 1024 * 1024;

/**
 * True if a graph quantizes activations at run time with one scale for the whole tensor (`DynamicQuantizeLinear`). The
 * rows of a batch then change each other's results: by a few hundredths of a probability in the starter pack.
 */
export function hasDynamicQuantization(graph: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(graph.subarray(0, nodeBytes)).includes('DynamicQuantizeLinear');
}
