import { clone, create } from '@bufbuild/protobuf';
import type { ConversionPlan } from '../src/convert/plan-conversion.ts';
import type { Graph } from '../src/convert/onnx/graph-builder.ts';
import {
  NodeProtoSchema,
  TensorProtoSchema,
  TensorProto_DataType,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from '../src/convert/onnx/onnx_pb.ts';

/** The two graphs of a pack's decoder: the cross part, and the step over the cache. */
export interface DecoderGraphs {
  readonly cross: Graph;
  readonly step: Graph;
}

/** The decoder that a plan builds. */
export function decoderGraphs({ graphs }: ConversionPlan): DecoderGraphs {
  const graph = (role: string): Graph => {
    const found = graphs.find((part) => part.role === role)?.graph;
    if (found === undefined) throw new Error(`The plan has no ${role}.`);
    return found;
  };
  return { cross: graph('text_decoder_cross'), step: graph('text_decoder') };
}

/** Nodes whose tensors have other names. */
export function renameNodes(nodes: readonly NodeProto[], rename: (name: string) => string): NodeProto[] {
  return nodes.map((node) => {
    const output = node.output.map(rename);
    return Object.assign(clone(NodeProtoSchema, node), { name: output[0], input: node.input.map(rename), output });
  });
}

/** Names of the outputs of nodes. */
export function outputsOf(nodes: readonly NodeProto[]): ReadonlySet<string> {
  return new Set(nodes.flatMap((node) => node.output));
}

/** Constants of both graphs and others, each once, by name. */
export function joinConstants({ cross, step }: DecoderGraphs, others: readonly TensorProto[]): readonly TensorProto[] {
  return [
    ...new Map([...cross.constants, ...step.constants, ...others].map((each) => [each.name, each] as const)).values(),
  ];
}

/** A tensor of a graph's edge, of unknown shape. */
export function valueOf(name: string, elemType: TensorProto_DataType = TensorProto_DataType.FLOAT): ValueInfoProto {
  const tensorType = create(TypeProto_TensorSchema, { elemType });
  const type = create(TypeProtoSchema, { value: { case: 'tensorType', value: tensorType } });
  return create(ValueInfoProtoSchema, { name, type });
}

/** `value` under another name. */
export function renameValue(value: ValueInfoProto, name: string): ValueInfoProto {
  return Object.assign(clone(ValueInfoProtoSchema, value), { name });
}

/** An attention mask of ones. */
export function onesMask(name: string, states: number): TensorProto {
  const int64Data = Array.from({ length: states }, () => 1n);
  return create(TensorProtoSchema, {
    name,
    dataType: TensorProto_DataType.INT64,
    dims: [1n, BigInt(states)],
    int64Data,
  });
}

/** A float32 tensor of zeros. */
export function zeros(name: string, dims: readonly number[]): TensorProto {
  const count = dims.reduce((product, size) => product * size, 1);
  const floatData = Array.from({ length: count }, () => 0);
  return create(TensorProtoSchema, { name, dataType: TensorProto_DataType.FLOAT, dims: dims.map(BigInt), floatData });
}
