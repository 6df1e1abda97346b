import type { Graph } from '../src/convert/onnx/graph-builder.ts';
import {
  joinConstants,
  onesMask,
  outputsOf,
  renameNodes,
  renameValue,
  zeros,
  type DecoderGraphs,
} from './decoder-graphs.ts';

/**
 * A pack's decoder as in the public exports, without a cache: `input_ids` and `encoder_hidden_states` in, `logits` out;
 * each run computes the cross-attention's keys and values and every token from the beginning.
 */
export function uncachedDecoder(graphs: DecoderGraphs, states: number, pastDims: readonly number[]): Graph {
  const { cross, step } = graphs;
  const seen = (name: string): string => `seen/${name}`;
  const own = outputsOf(cross.nodes);
  const crossNodes = renameNodes(cross.nodes, (name) =>
    name === 'encoder_states' ? 'encoder_hidden_states' : own.has(name) ? seen(name) : name,
  );
  const stepNodes = renameNodes(step.nodes, (name) => (name.startsWith('cross.') ? seen(name) : name));
  const pasts = step.inputs.filter(({ name }) => name.startsWith('past.'));
  const constants = [onesMask('encoder_attention_mask', states), ...pasts.map(({ name }) => zeros(name, pastDims))];
  return {
    name: 'text_decoder',
    nodes: [...crossNodes, ...stepNodes],
    constants: joinConstants(graphs, constants),
    weights: [...cross.weights, ...step.weights],
    inputs: [
      ...step.inputs.filter(({ name }) => name === 'input_ids'),
      ...cross.inputs.map((input) => renameValue(input, 'encoder_hidden_states')),
    ],
    outputs: step.outputs.filter(({ name }) => name === 'logits'),
  };
}
