import { create } from '@bufbuild/protobuf';
import type { Graph } from '../src/convert/onnx/graph-builder.ts';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType,
  type AttributeProto,
  type NodeProto,
} from '../src/convert/onnx/onnx_pb.ts';
import {
  joinConstants,
  onesMask,
  outputsOf,
  renameNodes,
  renameValue,
  valueOf,
  zeros,
  type DecoderGraphs,
} from './decoder-graphs.ts';

const nothing = 'nothing';

/**
 * A pack's decoder as a `decoder_model_merged.onnx` of the Hub, which optimum makes and transformers.js runs: one `If`
 * around the whole decoder, the weights outside of it. Its `else` makes the cross-attention's keys and values, its
 * `then` takes those of the first run and gives a single number in their place, which transformers.js drops.
 */
export function mergedDecoder(graphs: DecoderGraphs, states: number): Graph {
  const { cross, step } = graphs;
  const crossNames = cross.outputs.map(({ name }) => name);
  const stepNames = step.outputs.map(({ name }) => name).filter((name) => name !== 'cross_attention');
  const first = [
    ...branchNodes(cross.nodes, 'seen', (name) => (name === 'encoder_states' ? 'encoder_hidden_states' : name)),
    ...branchNodes(step.nodes, 'first', (name) => (name.startsWith('cross.') ? `seen/${name}` : pastName(name))),
    ...crossNames.map((name) => identity(`seen/${name}`, `first/${name}`)),
  ];
  const later = [
    ...branchNodes(step.nodes, 'later', pastName),
    ...crossNames.map((name) => identity(nothing, `later/${name}`)),
  ];
  const names = [...stepNames, ...crossNames];
  const choice = create(NodeProtoSchema, {
    opType: 'If',
    input: ['use_cache_branch'],
    output: names.map(presentName),
    attribute: [branch('then_branch', 'later', later, names), branch('else_branch', 'first', first, names)],
  });
  return {
    name: 'decoder_model_merged',
    nodes: [choice],
    constants: joinConstants(graphs, [onesMask('encoder_attention_mask', states), zeros(nothing, [1, 1, 1, 1])]),
    weights: [...cross.weights, ...step.weights],
    inputs: [
      ...step.inputs
        .filter(({ name }) => name !== 'encoder_attention_mask')
        .map((input) => renameValue(input, pastName(input.name))),
      ...cross.inputs.map((input) => renameValue(input, 'encoder_hidden_states')),
      valueOf('use_cache_branch', TensorProto_DataType.BOOL),
    ],
    outputs: names.map((name) => valueOf(presentName(name))),
  };
}

function identity(from: string, to: string): NodeProto {
  return create(NodeProtoSchema, { opType: 'Identity', input: [from], output: [to] });
}

/** Nodes with names of their own in a branch; `outer` names what they take from outside. */
function branchNodes(nodes: readonly NodeProto[], prefix: string, outer: (name: string) => string): NodeProto[] {
  const own = outputsOf(nodes);
  return renameNodes(nodes, (name) => (own.has(name) ? `${prefix}/${name}` : outer(name)));
}

function branch(
  attribute: string,
  prefix: string,
  nodes: readonly NodeProto[],
  names: readonly string[],
): AttributeProto {
  const output = names.map((name) => valueOf(`${prefix}/${name}`));
  const g = create(GraphProtoSchema, { name: prefix, node: [...nodes], output });
  return create(AttributeProtoSchema, { name: attribute, type: AttributeProto_AttributeType.GRAPH, g });
}

function pastName(name: string): string {
  return name
    .replace(/^past\.(\d+)\./, 'past_key_values.$1.decoder.')
    .replace(/^cross\.(\d+)\./, 'past_key_values.$1.encoder.');
}

function presentName(name: string): string {
  return name.replace(/^present\.(\d+)\./, 'present.$1.decoder.').replace(/^cross\.(\d+)\./, 'present.$1.encoder.');
}
