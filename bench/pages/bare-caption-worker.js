// The limit: a pack's sessions in a bare loop, the same feeds and outputs, nothing else. Not even a token is chosen.
import * as ort from '/ort/ort.webgpu.min.mjs';

ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmPaths = { mjs: '/ort/ort-wasm-simd-threaded.mjs', wasm: '/ort/ort-wasm-simd-threaded.wasm' };
const folder = '/models/base-q8';
const layers = 12;
const states = 577;

async function open(part) {
  const bytes = new Uint8Array(await (await fetch(`${folder}/${part}.onnx`)).arrayBuffer());
  return ort.InferenceSession.create(bytes, { executionProviders: ['wasm'], logSeverityLevel: 3 });
}
const vision = await open('vision_encoder');
const crossPart = await open('text_decoder_cross');
const decoder = await open('text_decoder');

const pixels = new ort.Tensor(
  'float32',
  Float32Array.from({ length: 3 * 384 * 384 }, (_, i) => Math.sin(i)),
  [1, 3, 384, 384],
);
const mask = new ort.Tensor('int64', new BigInt64Array(states).fill(1n), [1, states]);
const ids = new ort.Tensor('int64', BigInt64Array.of(30522n), [1, 1]);
const names = Array.from({ length: layers }, (_, layer) => [`${layer}.key`, `${layer}.value`]).flat();
const outputs = ['logits', 'cross_attention', ...names.map((name) => `present.${name}`)];

async function see() {
  const { image_states } = await vision.run({ pixel_values: pixels });
  return crossPart.run({ encoder_states: image_states });
}

async function write(cross, tokens) {
  const nothing = new ort.Tensor('float32', new Float32Array(0), [1, 12, 0, 64]);
  let past = Object.fromEntries(names.map((name) => [`past.${name}`, nothing]));
  for (let token = 0; token < tokens; token += 1) {
    const run = await decoder.run({ input_ids: ids, encoder_attention_mask: mask, ...cross, ...past }, outputs);
    past = Object.fromEntries(names.map((name) => [`past.${name}`, run[`present.${name}`]]));
  }
}

const seen = await see();
await write(seen, 2);
globalThis.onmessage = async ({ data: { what, tokens } }) => {
  const start = performance.now();
  await write(what === 'decode' ? seen : await see(), tokens);
  globalThis.postMessage(performance.now() - start);
};
globalThis.postMessage('ready');
