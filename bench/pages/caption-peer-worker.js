// The peer: transformers.js' own captioning pipeline, its VisionEncoderDecoderModel on the same graphs as base-q8.
import { env, pipeline, RawImage } from '/transformers/transformers.min.js';

env.allowLocalModels = false;
env.useBrowserCache = false;
env.useWasmCache = false;
env.remoteHost = `${location.origin}/peer/`;
env.remotePathTemplate = '{model}/';
env.backends.onnx.wasm.numThreads = 1;
env.backends.onnx.wasm.wasmPaths = {
  mjs: '/ort/ort-wasm-simd-threaded.asyncify.mjs',
  wasm: '/ort/ort-wasm-simd-threaded.asyncify.wasm',
};
const caption = await pipeline('image-to-text', 'base', { device: 'wasm', dtype: 'fp32' });
const image = await RawImage.read('/samples/golden-retriever-panting.jpg');
await caption(image, { max_new_tokens: 2 });

globalThis.onmessage = async ({ data: { tokens } }) => {
  const start = performance.now();
  const [{ generated_text }] = await caption(image, { max_new_tokens: tokens, min_new_tokens: tokens });
  globalThis.postMessage(performance.now() - start);
  console.log(generated_text);
};
globalThis.postMessage('ready');
