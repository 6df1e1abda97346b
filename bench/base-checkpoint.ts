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

/** BERT with cross-attention in each layer. */
function* bert(text: string, layers: number): Iterable<[string, Shape]> {
  yield* norm(`${text}.embeddings.LayerNorm`);
  yield [`${text}.embeddings.position_embeddings.weight`, [512, width]];
  yield [`${text}.embeddings.word_embeddings.weight`, [words, width]];
  for (let layer = 0; layer < layers; layer += 1) {
    const name = `${text}.encoder.layer.${String(layer)}`;
    yield* attention(`${name}.attention`);
    yield* attention(`${name}.crossattention`);
    yield* linear(`${name}.intermediate.dense`, inner, width);
    yield* norm(`${name}.output.LayerNorm`);
    yield* linear(`${name}.output.dense`, width, inner);
  }
}

/** What a base checkpoint is for: `Salesforce/blip-image-captioning-base` or `Salesforce/blip-vqa-base`. */
export type BaseKind = 'captioning' | 'questions';

/** Names and shapes of a base checkpoint, the tied embedding twice as there: captioning is 990 MB at 12 layers. */
function* tensors(layers: number, kind: BaseKind): Iterable<[string, Shape]> {
  if (kind === 'questions') yield* bert('text_encoder', layers);
  yield* bert('text_decoder.bert', layers);
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
  for (let layer = 0; layer < layers; layer += 1) {
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

/** The files of such a checkpoint beside its weights. */
export function baseTexts(layers: number, kind: BaseKind = 'captioning'): ReadonlyMap<string, string> {
  const config = {
    architectures: [kind === 'captioning' ? 'BlipForConditionalGeneration' : 'BlipForQuestionAnswering'],
    model_type: 'blip',
    text_config: { num_attention_heads: 12, num_hidden_layers: layers },
    vision_config: { num_attention_heads: 12, num_hidden_layers: layers },
  };
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a'];
  const pieces = Array.from({ length: words - 8 }, (_, id) => `w${String(id)}`);
  return new Map([
    ['config.json', JSON.stringify(config)],
    ['vocab.txt', [...special, ...pieces].join('\n')],
  ]);
}

/** The header of its safetensors with the length before it, and the bytes of the whole file. */
export function baseHeader(
  layers: number,
  kind: BaseKind = 'captioning',
): { readonly head: Uint8Array; readonly bytes: number } {
  const header: Record<string, object> = {};
  let at = 0;
  for (const [name, shape] of tensors(layers, kind)) {
    const bytes = shape.reduce((product, size) => product * size, 4);
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + bytes] };
    at += bytes;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const head = new Uint8Array(8 + text.byteLength);
  new DataView(head.buffer).setBigUint64(0, BigInt(text.byteLength), true);
  head.set(text, 8);
  return { head, bytes: head.byteLength + at };
}

/** Writes a random checkpoint of BLIP-base's shape into `folder` and returns the bytes of its weights. */
export function writeBaseCheckpoint(folder: string, kind: BaseKind = 'captioning', layers = 12): number {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of baseTexts(layers, kind)) writeFileSync(join(folder, name), text);
  const { head, bytes } = baseHeader(layers, kind);
  const file = openSync(join(folder, 'model.safetensors'), 'w');
  writeSync(file, head);
  const noise = gaussians(1_000_003);
  let seed = 1;
  for (const [name, shape] of tensors(layers, kind)) {
    const count = shape.reduce((product, size) => product * size, 1);
    seed = (seed * 48271) % 2147483647;
    // The two copies of the tied embedding are equal, all else starts somewhere else in the noise.
    const start = /(decoder|word_embeddings)[.]weight$/.test(name) ? 7 : seed % noise.length;
    const offset = /norm.*\.weight$/i.test(name) ? 1 : 0;
    const values = new Float32Array(count);
    for (let i = 0; i < count; i += 1) values[i] = offset + (noise[(start + i) % noise.length] ?? 0);
    writeSync(file, values);
  }
  closeSync(file);
  return bytes;
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
