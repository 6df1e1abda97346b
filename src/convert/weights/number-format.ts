import type { GraphBuilder } from '../onnx/graph-builder.ts';
import { FloatWeights } from './float-weights.ts';
import type { ModelWeights } from './model-weights.ts';

/** How the weights of a pack are stored. */
export type Dtype = 'fp32' | 'fp16' | 'q8' | 'q4';

/** The ORT back end that a pack is made for. */
export type TargetBackend = 'wasm' | 'webgpu';

/** The weights of a graph in the number format asked for. */
export function modelWeights(g: GraphBuilder, dtype: Dtype, _backend: TargetBackend): ModelWeights {
  return new FloatWeights(g, dtype === 'fp32' ? 'float32' : 'float16');
}
