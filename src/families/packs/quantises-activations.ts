/** Nodes stand before weights in a serialised graph (field 1 of GraphProto), and are small. */
const nodeBytes = 4 * 1024 * 1024;

/**
 * True when a graph rounds activations to integers at run time, with one scale for the whole tensor
 * (`DynamicQuantizeLinear`): then the rows of a batch change each other's results, by a few hundredths of a
 * probability in the starter pack.
 */
export function quantisesActivations(graph: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(graph.subarray(0, nodeBytes)).includes('DynamicQuantizeLinear');
}
