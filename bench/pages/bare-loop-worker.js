// The limit: one session, one prepared tensor, nothing else.
import * as ort from '/ort/ort.webgpu.min.mjs';

ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmPaths = { mjs: '/ort/ort-wasm-simd-threaded.mjs', wasm: '/ort/ort-wasm-simd-threaded.wasm' };
const file = await fetch('/models/starter/vision_encoder.onnx');
const session = await ort.InferenceSession.create(new Uint8Array(await file.arrayBuffer()), {
  executionProviders: ['wasm'],
});
const data = Float32Array.from({ length: 3 * 224 * 224 }, (_, i) => Math.sin(i));

async function run() {
  const pixels = new ort.Tensor('float32', data, [1, 3, 224, 224]);
  const outputs = await session.run({ pixel_values: pixels }, ['image_embeds']);
  for (const tensor of Object.values(outputs)) tensor.dispose();
  pixels.dispose();
}

for (let i = 0; i < 10; i += 1) await run();
globalThis.onmessage = async ({ data: count }) => {
  const start = performance.now();
  for (let i = 0; i < count; i += 1) await run();
  globalThis.postMessage(count / ((performance.now() - start) / 1000));
};
globalThis.postMessage('ready');
