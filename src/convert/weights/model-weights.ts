import type { SourceTensor } from '../checkpoint/source-tensor.ts';
import type { Value } from '../onnx/graph-builder.ts';

/** Where a linear layer stands: an error in an MLP changes least of what comes out, one in a head, behind the last block, most. */
export type LayerPlace = 'mlp' | 'attention' | 'head';

/** How a graph holds its weights and computes with them: one implementation for each number format. */
export interface ModelWeights {
  /** A bias, a norm's scale: few numbers, always float32. */
  vector(tensor: SourceTensor): Value;
  /** A tensor that is used as it is: patch and position embeddings. */
  tensor(tensor: SourceTensor): Value;
  /** `x · weightᵀ + bias`, weight [out, in] as PyTorch's Linear has it. */
  linear(x: Value, weight: SourceTensor, bias: SourceTensor, place: LayerPlace): Value;
  /** The rows of `table` [rows, width] that `ids` name. */
  lookup(table: SourceTensor, ids: Value): Value;
  /** `x · tableᵀ + bias` for the table that {@link lookup} reads too: stored once. */
  project(x: Value, table: SourceTensor, bias: SourceTensor): Value;
}
