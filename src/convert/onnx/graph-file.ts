import { create, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { SourceTensor } from '../checkpoint/source-tensor.ts';
import { GraphProtoSchema, ModelProtoSchema, OperatorSetIdProtoSchema, TensorProtoSchema } from './onnx_pb.ts';
import type { Graph } from './graph-builder.ts';
import type { StoredTensor, WeightJob } from './initializer.ts';

const irVersion = 8n;
const opset = 17n;

/**
 * Start of an ONNX file. Each weight follows as a separate `graph` field, and then the rest of the graph: parsers merge
 * repeated message fields (protobuf.dev, encoding, "Last One Wins"). So only the size of a weight must be known when it
 * is written, and the nodes can still change.
 */
export function fileHead(): Uint8Array {
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion, producerName: 'onsight' }));
}

/** Bytes before the data of a tensor. */
export function tensorFrame({ name, type, dims, bytes }: StoredTensor): Uint8Array {
  const fields = create(TensorProtoSchema, { name, dataType: type, dims: dims.map(BigInt) });
  const tensor = new BinaryWriter()
    .raw(toBinary(TensorProtoSchema, fields))
    .tag(TensorProtoSchema.field.rawData.number, WireType.LengthDelimited)
    .uint32(bytes)
    .finish();
  const initializer = framed(GraphProtoSchema.field.initializer.number, tensor, bytes);
  return framed(ModelProtoSchema.field.graph.number, initializer, bytes);
}

/** Start `head` of a message as a field; `bytes` more follow. */
function framed(field: number, head: Uint8Array, bytes: number): Uint8Array {
  const writer = new BinaryWriter().tag(field, WireType.LengthDelimited);
  return writer
    .uint32(head.byteLength + bytes)
    .raw(head)
    .finish();
}

/** End of an ONNX file: the graph without its weights. */
export function fileTail(graph: Graph): Uint8Array {
  const domains = new Set(graph.nodes.map((node) => node.domain));
  const opsetImport = [...domains].map((domain) =>
    create(OperatorSetIdProtoSchema, { domain, version: domain === '' ? opset : 1n }),
  );
  const body = create(GraphProtoSchema, {
    name: graph.name,
    node: [...graph.nodes],
    initializer: [...graph.constants],
    input: [...graph.inputs],
    output: [...graph.outputs],
  });
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { graph: body, opsetImport }));
}

/**
 * Checkpoint tensors used by a graph and their jobs, in file order, because disks and servers are fastest at sequential
 * reads.
 */
export function jobsOfSources(
  graph: Graph,
): readonly { readonly source: SourceTensor; readonly jobs: readonly WeightJob[] }[] {
  const sources = new Map<string, { readonly source: SourceTensor; readonly jobs: WeightJob[] }>();
  for (const job of graph.weights) {
    const known = sources.get(job.source.name);
    if (known === undefined) sources.set(job.source.name, { source: job.source, jobs: [job] });
    else known.jobs.push(job);
  }
  return [...sources.values()].sort(({ source: a }, { source: b }) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : a.start - b.start,
  );
}
