import type { InferenceSession } from 'onnxruntime-web/webgpu';

/** What a graph declares of one input. */
export interface SessionInput {
  readonly name: string;
  readonly type: string;
  /** Numbers are fixed; a name takes any size, but one for all inputs that bear it. */
  readonly shape: readonly (number | string)[];
}

/** Our words for what ORT says of a graph's inputs. */
export function toSessionInputs(declared: readonly InferenceSession.ValueMetadata[]): readonly SessionInput[] {
  return declared.map((input) => ({
    name: input.name,
    type: input.isTensor ? input.type : 'other',
    shape: input.isTensor ? input.shape : [],
  }));
}
