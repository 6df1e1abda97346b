import { patchGrid, type BlipConfig, type VisionConfig } from '../checkpoint/blip-config.ts';
import type { Value } from '../onnx/graph-builder.ts';
import { attend, splitHeads } from './attention.ts';
import { firstState, layerNorm, linear, mlp, unitLength, type GraphContext } from './layers.ts';

/**
 * BLIP's vision transformer (modeling_blip.py, `BlipVisionModel`): `pixel_values` to `image_states` after the last
 * norm, and `image_embeds` if the checkpoint has a joint space.
 */
export function visionEncoder(context: GraphContext, config: BlipConfig): void {
  const { g } = context;
  const { vision } = config;
  const {
    hidden_size: width,
    layer_norm_eps: epsilon,
    image_size: [height, across],
  } = vision;
  let x = embedPatches(context, g.floatInput('pixel_values', ['batch', 3, height, across]), vision);
  for (let layer = 0; layer < vision.num_hidden_layers; layer += 1)
    x = visionLayer(context, x, `vision_model.encoder.layers.${String(layer)}`, vision);
  const states = layerNorm(context, x, 'vision_model.post_layernorm', width, epsilon);
  const [columns, rows] = patchGrid(vision);
  g.output('image_states', states, ['batch', columns * rows + 1, width]);
  if (config.architecture !== 'retrieval') return;
  const projected = linear(context, firstState(g, states), 'vision_proj', width, config.jointSize, 'head');
  g.output('image_embeds', unitLength(g, projected), ['batch', config.jointSize]);
}

function embedPatches({ g, checkpoint, weights }: GraphContext, pixels: Value, vision: VisionConfig): Value {
  const { hidden_size: width, patch_size: patch } = vision;
  const [columns, rows] = patchGrid(vision);
  const name = 'vision_model.embeddings';
  const kernel = weights.tensor(checkpoint.take(`${name}.patch_embedding.weight`, [width, 3, ...patch]));
  const bias = weights.vector(checkpoint.take(`${name}.patch_embedding.bias`, [width]));
  const patches = g.op('Conv', [pixels, kernel, bias], { kernel_shape: patch, strides: patch });
  const flat = g.op('Transpose', [g.op('Reshape', [patches, g.ints([0, width, columns * rows])])], { perm: [0, 2, 1] });
  const global = weights.tensor(checkpoint.take(`${name}.class_embedding`, [1, 1, width]));
  const batch = g.op('Concat', [g.op('Slice', [g.op('Shape', [flat]), g.ints([0]), g.ints([1])]), g.ints([1, 1])], {
    axis: 0,
  });
  const states = g.op('Concat', [g.op('Expand', [global, batch]), flat], { axis: 1 });
  const positions = checkpoint.take(`${name}.position_embedding`, [1, vision.positions, width]);
  const all = weights.tensor(positions);
  const count = columns * rows + 1;
  // For images smaller than the model's size, Hugging Face uses the first positions.
  const own = count === vision.positions ? all : g.op('Slice', [all, g.ints([0]), g.ints([count]), g.ints([1])]);
  return g.op('Add', [states, own]);
}

/** Pre-norm: norm, attention or MLP, residual. */
function visionLayer(context: GraphContext, x: Value, name: string, vision: VisionConfig): Value {
  const { g } = context;
  const { hidden_size: width, num_attention_heads: heads, layer_norm_eps: epsilon } = vision;
  const normed = layerNorm(context, x, `${name}.layer_norm1`, width, epsilon);
  const joined = linear(context, normed, `${name}.self_attn.qkv`, width, 3 * width, 'attention');
  const [query = '', key = '', value = ''] = g
    .ops('Split', [joined, g.ints([width, width, width])], 3, { axis: -1 })
    .map((each) => splitHeads(g, each, heads, width));
  const { states } = attend(g, { query, key, value }, heads, width);
  const attended = g.op('Add', [linear(context, states, `${name}.self_attn.projection`, width, width, 'attention'), x]);
  const inner = layerNorm(context, attended, `${name}.layer_norm2`, width, epsilon);
  const names = [`${name}.mlp.fc1`, `${name}.mlp.fc2`] as const;
  return g.op('Add', [mlp(context, inner, names, width, vision.intermediate_size, vision.hidden_act), attended]);
}
