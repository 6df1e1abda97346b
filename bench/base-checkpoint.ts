import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

type Shape = readonly number[];

const width = 768;
const inner = 3072;
const words = 30524;

function* linear(name: string, outputs: number, inputs: number): Iterable<[string, Shape]> {
  yield [`${name}.bias`, [outputs]];
  yield [`${name}.weight`, [outputs, inputs]];
}

function* norm(name: string): Iterable<[string, Shape]> {
  yield [`${name}.bias`, [width]];
  yield [`${name}.weight`, [width]];
}

function* attention(name: string): Iterable<[string, Shape]> {
  yield* norm(`${name}.output.LayerNorm`);
  for (const part of ['output.dense', 'self.key', 'self.query', 'self.value'])
    yield* linear(`${name}.${part}`, width, width);
}

/** Names and shapes of `Salesforce/blip-image-captioning-base`, the tied embedding twice as there: 990 MB. */
function* tensors(): Iterable<[string, Shape]> {
  const text = 'text_decoder.bert';
  yield* norm(`${text}.embeddings.LayerNorm`);
  yield [`${text}.embeddings.position_embeddings.weight`, [512, width]];
  yield [`${text}.embeddings.word_embeddings.weight`, [words, width]];
  for (let layer = 0; layer < 12; layer += 1) {
    const name = `${text}.encoder.layer.${String(layer)}`;
    yield* attention(`${name}.attention`);
    yield* attention(`${name}.crossattention`);
    yield* linear(`${name}.intermediate.dense`, inner, width);
    yield* norm(`${name}.output.LayerNorm`);
    yield* linear(`${name}.output.dense`, width, inner);
  }
  const head = 'text_decoder.cls.predictions';
  yield [`${head}.bias`, [words]];
  yield* linear(`${head}.decoder`, words, width);
  yield* norm(`${head}.transform.LayerNorm`);
  yield* linear(`${head}.transform.dense`, width, width);
  const vision = 'vision_model';
  yield [`${vision}.embeddings.class_embedding`, [1, 1, width]];
  yield [`${vision}.embeddings.patch_embedding.bias`, [width]];
  yield [`${vision}.embeddings.patch_embedding.weight`, [width, 3, 16, 16]];
  yield [`${vision}.embeddings.position_embedding`, [1, 577, width]];
  for (let layer = 0; layer < 12; layer += 1) {
    const name = `${vision}.encoder.layers.${String(layer)}`;
    yield* norm(`${name}.layer_norm1`);
    yield* norm(`${name}.layer_norm2`);
    yield* linear(`${name}.mlp.fc1`, inner, width);
    yield* linear(`${name}.mlp.fc2`, width, inner);
    yield* linear(`${name}.self_attn.projection`, width, width);
    yield* linear(`${name}.self_attn.qkv`, 3 * width, width);
  }
  yield* norm(`${vision}.post_layernorm`);
}

const config = {
  architectures: ['BlipForConditionalGeneration'],
  model_type: 'blip',
  text_config: { num_attention_heads: 12 },
  vision_config: { num_attention_heads: 12 },
};

/** Writes a random checkpoint of BLIP-base's shape into `folder` and returns its bytes. */
export function writeBaseCheckpoint(folder: string): number {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  const pieces = Array.from({ length: words - 8 }, (_, id) => `w${String(id)}`);
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a'];
  writeFileSync(join(folder, 'vocab.txt'), [...special, ...pieces].join('\n'));
  const header: Record<string, object> = {};
  let at = 0;
  for (const [name, shape] of tensors()) {
    const bytes = shape.reduce((product, size) => product * size, 4);
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + bytes] };
    at += bytes;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const file = openSync(join(folder, 'model.safetensors'), 'w');
  writeSync(file, new Uint8Array(new BigUint64Array([BigInt(text.byteLength)]).buffer));
  writeSync(file, text);
  const noise = gaussians(1_000_003);
  let seed = 1;
  for (const [name, shape] of tensors()) {
    const count = shape.reduce((product, size) => product * size, 1);
    const tied = name.endsWith('decoder.weight');
    // The two copies of the tied embedding are equal, all else starts somewhere else in the noise.
    const start =
      tied || name.endsWith('word_embeddings.weight') ? 7 : (seed = (seed * 48271) % 2147483647) % noise.length;
    const values = new Float32Array(count);
    for (let i = 0; i < count; i += 1) values[i] = noise[(start + i) % noise.length] ?? 0;
    if (/norm.*\.weight$/i.test(name)) for (let i = 0; i < count; i += 1) values[i] = 1 + (values[i] ?? 0);
    writeSync(file, values);
  }
  closeSync(file);
  return at + text.byteLength + 8;
}

/** Normally distributed numbers as HF starts its layers with: standard deviation 0.02, the same on every run. */
function gaussians(count: number): Float32Array {
  let state = 12345;
  const uniform = (): number => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  return Float32Array.from(
    { length: count },
    () => 0.02 * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}
