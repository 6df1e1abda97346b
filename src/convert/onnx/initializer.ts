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
  /** Says which tensor in which format. */
  readonly name: string;
  readonly source: SourceTensor;
  readonly tensors: readonly StoredTensor[];
  readonly encode: (values: SourceValues) => EncodedWeight;
}

/** The bytes of a {@link WeightJob}. */
export interface EncodedWeight {
  /** Those of each of its tensors in turn, in pieces of a few megabytes. */
  readonly tensors: readonly Iterable<Uint8Array>[];
  /** Whether the format takes more from this tensor than it may: its graph is built anew with a wider one. */
  readonly isTooCoarse: boolean;
}

/** Names of the jobs that were found to be too coarse. */
export type CoarseJobs = ReadonlySet<string>;
