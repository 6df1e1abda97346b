import { create, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { GraphProtoSchema, ModelProtoSchema, OperatorSetIdProtoSchema, TensorProtoSchema } from './onnx_pb.ts';
import type { Graph } from './graph-builder.ts';
import type { StoredTensor, WeightJob } from './initializer.ts';

const irVersion = 8n;
const opset = 17n;

/** An ONNX file whose size is known before a weight has been read: small pieces of framing around the weights. */
export interface GraphFile {
  readonly bytes: number;
  /** All that stands before the first weight. */
  readonly head: Uint8Array;
  /** The weights in the order in which they are written: as they lie in the checkpoint. */
  readonly weights: readonly FramedWeight[];
}

/** A weight and what stands before each of its tensors. */
export interface FramedWeight {
  readonly job: WeightJob;
  readonly frames: readonly Uint8Array[];
}

/**
 * Lays out the file of a graph. Protobuf allows a message's fields in any order, so the weights come last, one after
 * the other, and nothing but their sizes has to be known here.
 */
export function graphFile(graph: Graph): GraphFile {
  const weights = inFileOrder(graph.weights).map((job) => ({ job, frames: job.tensors.map(tensorFrame) }));
  const body = toBinary(
    GraphProtoSchema,
    create(GraphProtoSchema, {
      name: graph.name,
      node: [...graph.nodes],
      initializer: [...graph.constants],
      input: [...graph.inputs],
      output: [...graph.outputs],
    }),
  );
  let graphBytes = body.byteLength;
  for (const { job, frames } of weights) {
    for (const frame of frames) graphBytes += frame.byteLength;
    for (const tensor of job.tensors) graphBytes += tensor.bytes;
  }
  const domains = new Set(graph.nodes.map((node) => node.domain));
  const opsetImport = [...domains].map((domain) =>
    create(OperatorSetIdProtoSchema, { domain, version: domain === '' ? opset : 1n }),
  );
  const model = toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, { irVersion, producerName: 'onsight', opsetImport }),
  );
  const writer = new BinaryWriter().raw(model).tag(ModelProtoSchema.field.graph.number, WireType.LengthDelimited);
  const head = writer.uint32(graphBytes).raw(body).finish();
  return { bytes: head.byteLength + graphBytes - body.byteLength, head, weights };
}

function tensorFrame({ name, type, dims, bytes }: StoredTensor): Uint8Array {
  const fields = create(TensorProtoSchema, { name, dataType: type, dims: dims.map(BigInt) });
  const { field } = TensorProtoSchema;
  const tensor = new BinaryWriter()
    .raw(toBinary(TensorProtoSchema, fields))
    .tag(field.rawData.number, WireType.LengthDelimited)
    .uint32(bytes)
    .finish();
  return new BinaryWriter()
    .tag(GraphProtoSchema.field.initializer.number, WireType.LengthDelimited)
    .uint32(tensor.byteLength + bytes)
    .raw(tensor)
    .finish();
}

/** Reading a checkpoint from its beginning to its end is what disks and servers are fast at. */
function inFileOrder(jobs: readonly WeightJob[]): readonly WeightJob[] {
  return [...jobs].sort(({ source: a }, { source: b }) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : a.start - b.start,
  );
}
