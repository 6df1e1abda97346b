import { OnsightError } from '../../core/errors.ts';
import type { Checkpoint } from './open-checkpoint.ts';
import { isSourceType } from './safetensors-header.ts';
import type { SourceTensor } from './source-tensor.ts';

/** Tensors of a checkpoint, validated against its config. */
export interface CheckpointWeights {
  has(name: string): boolean;
  /**
   * Locates a tensor, which must have exactly this shape.
   *
   * @throws OnsightError `unsupported-model` if it is missing or has another shape, `unsupported-format` if its type is
   *   not a weight type
   */
  take(name: string, shape: readonly number[]): SourceTensor;
}

/** @param model - name for error messages */
export function checkpointWeights(model: string, { tensors }: Checkpoint): CheckpointWeights {
  return {
    has: (name) => tensors.has(name),
    take: (name, shape) => {
      const tensor = tensors.get(name) ?? tensors.get(olderName(name));
      const asked = `[${shape.join(', ')}]`;
      if (tensor === undefined)
        throw new OnsightError('unsupported-model', {
          model,
          reason: `its config requires a tensor "${name}" of shape ${asked}, which is missing from its weights`,
        });
      if (tensor.shape.join() !== shape.join())
        throw new OnsightError('unsupported-model', {
          model,
          reason: `its config requires shape ${asked} for "${name}", but its weights have [${tensor.shape.join(', ')}]`,
        });
      const { type } = tensor;
      if (!isSourceType(type))
        throw new OnsightError('unsupported-format', {
          file: tensor.file,
          reason: `tensor "${name}" has dtype ${type}, which is not supported for weights`,
        });
      return { ...tensor, type };
    },
  };
}

/** TensorFlow names, which transformers renames on loading (5.23, modeling_utils.py). */
function olderName(name: string): string {
  return name.replace(/LayerNorm\.weight$/, 'LayerNorm.gamma').replace(/LayerNorm\.bias$/, 'LayerNorm.beta');
}
