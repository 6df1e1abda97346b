import { OnsightError } from '../../core/errors.ts';
import type { Checkpoint } from './open-checkpoint.ts';
import { isSourceType } from './safetensors-header.ts';
import type { SourceTensor } from './source-tensor.ts';

/** The tensors of a checkpoint as its config describes them: what is taken has been checked. */
export interface CheckpointWeights {
  has(name: string): boolean;
  /**
   * The place of a tensor, which must have exactly this shape.
   *
   * @throws OnsightError `unsupported-model` when it is missing or of another shape, `unsupported-format` when its type
   * is none that weights have
   */
  take(name: string, shape: readonly number[]): SourceTensor;
}

/** @param model its name, for messages */
export function checkpointWeights(model: string, { tensors }: Checkpoint): CheckpointWeights {
  return {
    has: (name) => tensors.has(name),
    take: (name, shape) => {
      const tensor = tensors.get(name) ?? tensors.get(olderName(name));
      const asked = `[${shape.join(', ')}]`;
      if (tensor === undefined)
        throw new OnsightError('unsupported-model', {
          model,
          reason: `its config asks for a tensor "${name}" of shape ${asked}, which its weights do not hold`,
        });
      if (tensor.shape.join() !== shape.join())
        throw new OnsightError('unsupported-model', {
          model,
          reason: `its config asks for shape ${asked} of "${name}", but its weights hold [${tensor.shape.join(', ')}]`,
        });
      const { type } = tensor;
      if (!isSourceType(type))
        throw new OnsightError('unsupported-format', {
          file: tensor.file,
          reason: `tensor "${name}" has dtype ${type}, which weights are not read from`,
        });
      return { ...tensor, type };
    },
  };
}

/** TensorFlow's names, which transformers renames when it reads a checkpoint (5.23, modeling_utils.py). */
function olderName(name: string): string {
  return name.replace(/LayerNorm\.weight$/, 'LayerNorm.gamma').replace(/LayerNorm\.bias$/, 'LayerNorm.beta');
}
