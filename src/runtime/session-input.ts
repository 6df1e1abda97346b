import type { InferenceSession } from 'onnxruntime-web/webgpu';

/** A graph's declaration of one input. */
export interface SessionInput {
  readonly name: string;
  readonly type: string;
  /** Numbers are fixed; a symbol takes any size, but the same one in every input. */
  readonly shape: readonly (number | string)[];
}

/** Converts ORT's input metadata. */
export function toSessionInputs(declared: readonly InferenceSession.ValueMetadata[]): readonly SessionInput[] {
  return declared.map((input) => ({
    name: input.name,
    type: input.isTensor ? input.type : 'other',
    shape: input.isTensor ? input.shape : [],
  }));
}
