import type { TensorProto_DataType } from './onnx_pb.ts';
import type { SourceTensor, SourceValues } from '../checkpoint/source-tensor.ts';

/** A weight as it stands in the graph file: its size is known before its bytes are. */
export interface StoredTensor {
  readonly name: string;
  readonly type: TensorProto_DataType;
  readonly dims: readonly number[];
  readonly bytes: number;
}

/**
 * What one tensor of the checkpoint becomes in the graph file: one tensor, or several where it is quantised
 * (numbers, scales). They are written together, so that the source is read once.
 */
export interface WeightJob {
  readonly source: SourceTensor;
  readonly tensors: readonly StoredTensor[];
  /** The bytes of each of `tensors` in turn, in pieces of a few megabytes. */
  readonly encode: (values: SourceValues) => readonly Iterable<Uint8Array>[];
}
