import { create } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './onnx_pb.ts';
import type { WeightJob } from './initializer.ts';

/** Name of a tensor in the graph. */
export type Value = string;

/** A dimension: a number, or a name if only known at run time. */
type Dim = number | string;

/** Integers, a float (`{ float: 1e-5 }`), or a list of integers. */
type Attribute = number | { readonly float: number } | readonly number[];

/** A finished graph; its weights are still in the checkpoint. */
export interface Graph {
  readonly name: string;
  readonly nodes: readonly NodeProto[];
  readonly constants: readonly TensorProto[];
  readonly weights: readonly WeightJob[];
  readonly inputs: readonly ValueInfoProto[];
  readonly outputs: readonly ValueInfoProto[];
}

const { FLOAT, INT64 } = TensorProto_DataType;

/**
 * Builds an ONNX graph node by node. Each call returns the name of its output, so that the code reads like the model's
 * forward pass.
 */
export class GraphBuilder {
  readonly #name: string;
  readonly #nodes: NodeProto[] = [];
  readonly #constants = new Map<string, TensorProto>();
  readonly #weights = new Map<string, WeightJob>();
  readonly #inputs: ValueInfoProto[] = [];
  readonly #outputs: ValueInfoProto[] = [];
  readonly #renamed = new Map<Value, Value>();
  #count = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** An int64 input: token ids or a mask. */
  idsInput(name: string, dims: readonly Dim[]): Value {
    this.#inputs.push(valueInfo(name, INT64, dims));
    return name;
  }

  floatInput(name: string, dims: readonly Dim[]): Value {
    this.#inputs.push(valueInfo(name, FLOAT, dims));
    return name;
  }

  /** Declares `value` as output `name` of the graph. */
  output(name: string, value: Value, dims: readonly Dim[]): void {
    this.#renamed.set(value, name);
    this.#outputs.push(valueInfo(name, FLOAT, dims));
  }

  /** Adds a node with one output. */
  op(type: string, inputs: readonly Value[], attributes: Readonly<Record<string, Attribute>> = {}, domain = ''): Value {
    const value = this.#next(type);
    this.#add(type, inputs, [value], attributes, domain);
    return value;
  }

  /** Adds a node with `count` outputs. */
  ops(
    type: string,
    inputs: readonly Value[],
    count: number,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): Value[] {
    const values = Array.from({ length: count }, () => this.#next(type));
    this.#add(type, inputs, values, attributes, '');
    return values;
  }

  /** A list of int64 numbers, for shapes, axes and bounds. */
  ints(values: readonly number[]): Value {
    return this.#constant(INT64, [values.length], values);
  }

  /** An int64 scalar. */
  int(value: number): Value {
    return this.#constant(INT64, [], [value]);
  }

  /** A float32 scalar. */
  float(value: number): Value {
    return this.#constant(FLOAT, [], [value]);
  }

  /** Adds the encoded weights of a tensor; equal jobs are stored once. Returns their names. */
  weight(job: WeightJob): readonly Value[] {
    if (!this.#weights.has(job.name)) this.#weights.set(job.name, job);
    return job.tensors.map((tensor) => tensor.name);
  }

  build(): Graph {
    const rename = (value: Value): Value => this.#renamed.get(value) ?? value;
    for (const node of this.#nodes) {
      node.input = node.input.map(rename);
      node.output = node.output.map(rename);
    }
    return {
      name: this.#name,
      nodes: this.#nodes,
      constants: [...this.#constants.values()],
      weights: [...this.#weights.values()],
      inputs: this.#inputs,
      outputs: this.#outputs,
    };
  }

  #next(type: string): Value {
    this.#count += 1;
    return `${type}_${String(this.#count)}`;
  }

  #add(
    opType: string,
    input: readonly Value[],
    output: readonly Value[],
    attributes: Readonly<Record<string, Attribute>>,
    domain: string,
  ): void {
    const attribute = Object.entries(attributes).map(([name, value]) => toAttribute(name, value));
    const node = { name: output[0] ?? '', opType, input: [...input], output: [...output], attribute };
    this.#nodes.push(create(NodeProtoSchema, domain === '' ? node : { ...node, domain }));
  }

  #constant(type: TensorProto_DataType, dims: readonly number[], values: readonly number[]): Value {
    const name = `${type === INT64 ? 'int' : 'float'}[${dims.join()}]:${values.join()}`;
    if (!this.#constants.has(name)) {
      const data = type === INT64 ? { int64Data: values.map(BigInt) } : { floatData: [...values] };
      this.#constants.set(name, create(TensorProtoSchema, { name, dataType: type, dims: dims.map(BigInt), ...data }));
    }
    return name;
  }
}

function toAttribute(name: string, value: Attribute): AttributeProto {
  if (typeof value === 'number')
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) });
  if ('float' in value)
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.FLOAT, f: value.float });
  return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INTS, ints: value.map(BigInt) });
}

function valueInfo(name: string, elemType: TensorProto_DataType, dims: readonly Dim[]): ValueInfoProto {
  const dim = dims.map((each) =>
    create(TensorShapeProto_DimensionSchema, {
      value: typeof each === 'number' ? { case: 'dimValue', value: BigInt(each) } : { case: 'dimParam', value: each },
    }),
  );
  const shape = create(TensorShapeProtoSchema, { dim });
  const tensorType = create(TypeProto_TensorSchema, { elemType, shape });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value: tensorType } }),
  });
}
