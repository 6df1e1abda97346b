import type { SourceTensor } from '../checkpoint/source-tensor.ts';
import type { Value } from '../onnx/graph-builder.ts';

/**
 * Position of a linear layer: errors in an MLP affect the output least, errors in a head, after the last block, most.
 */
export type LayerPlace = 'mlp' | 'attention' | 'head';

/** Storage and computation of a graph's weights; one implementation per number format. */
export interface ModelWeights {
  /** A bias or a norm's scale: few numbers, always float32. */
  vector(tensor: SourceTensor): Value;
  /** A tensor used unchanged: patch and position embeddings. */
  tensor(tensor: SourceTensor): Value;
  /** `x · weightᵀ + bias`, with weight [out, in] as in PyTorch's Linear. */
  linear(x: Value, weight: SourceTensor, bias: SourceTensor, place: LayerPlace): Value;
  /** Rows of `table` [rows, width] selected by `ids`. */
  lookup(table: SourceTensor, ids: Value): Value;
  /** `x · tableᵀ + bias` for the table shared with {@link lookup}, which is stored once. */
  project(x: Value, table: SourceTensor, bias: SourceTensor): Value;
}
