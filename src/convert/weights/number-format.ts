import type { GraphBuilder } from '../onnx/graph-builder.ts';
import type { CoarseJobs } from '../onnx/initializer.ts';
import { BlockWeights } from './block-weights.ts';
import { FloatWeights } from './float-weights.ts';
import { Int8Weights } from './int8-weights.ts';
import type { ModelWeights } from './model-weights.ts';

/** How the weights of a pack are stored. */
export const dtypes = ['fp32', 'fp16', 'q8', 'q4'] as const;

/** How the weights of a pack are stored. */
export type Dtype = (typeof dtypes)[number];

/** The ORT back ends that a pack can be made for. */
export const backends = ['wasm', 'webgpu'] as const;

/** The ORT back end that a pack is made for: files of one dtype differ between back ends. */
export type TargetBackend = (typeof backends)[number];

/** Default dtype: a quarter of the download, and nearly always the same words. */
export function defaultDtype(_backend: TargetBackend): Dtype {
  return 'q8';
}

/** @throws TypeError for 4 bits on WASM, where they are slower than float32 */
export function checkTarget(dtype: Dtype, backend: TargetBackend): void {
  if (dtype === 'q4' && backend === 'wasm')
    throw new TypeError(
      'Expected `dtype` for `wasm` to be `fp32`, `fp16` or `q8`, got `q4`: 4-bit weights are ten times slower than `fp32` there.',
    );
}

/** Weights of a graph in the requested number format, those of `coarse` in the next wider one. */
export function modelWeights(
  g: GraphBuilder,
  { dtype, backend }: { readonly dtype: Dtype; readonly backend: TargetBackend },
  coarse: CoarseJobs,
): ModelWeights {
  switch (dtype) {
    case 'fp32':
      return new FloatWeights(g, 'float32', coarse);
    case 'fp16':
      return new FloatWeights(g, 'float16', coarse);
    case 'q8':
      return backend === 'wasm' ? new Int8Weights(g, coarse) : new BlockWeights(g, 8, coarse);
    case 'q4':
      return new BlockWeights(g, 4, coarse);
  }
}
