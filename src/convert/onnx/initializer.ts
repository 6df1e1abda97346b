import type { TensorProto_DataType } from './onnx_pb.ts';
import type { SourceTensor, SourceValues } from '../checkpoint/source-tensor.ts';

/** A weight as stored in the graph file: its size is known before its bytes. */
export interface StoredTensor {
  readonly name: string;
  readonly type: TensorProto_DataType;
  readonly dims: readonly number[];
  readonly bytes: number;
}

/**
 * Encodes one tensor of the checkpoint as one tensor in the graph file, or several if quantised (numbers, scales). They
 * are written together, so that the source is read once.
 */
export interface WeightJob {
  /** Identifies tensor and format. */
  readonly name: string;
  readonly source: SourceTensor;
  readonly tensors: readonly StoredTensor[];
  readonly encode: (values: SourceValues) => EncodedWeight;
}

/** The bytes of a {@link WeightJob}. */
interface EncodedWeight {
  /** Bytes of each tensor, in chunks of a few megabytes. */
  readonly tensors: readonly Iterable<Uint8Array>[];
  /** True if the format loses too much of this tensor: its graph is rebuilt with a wider one. */
  readonly isTooCoarse: boolean;
}

/** Names of the jobs found to be too coarse. */
export type CoarseJobs = ReadonlySet<string>;
