// The peer: transformers.js' own pipeline on the very same graph, served as a Hub repository.
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
const extract = await pipeline('image-feature-extraction', 'starter', { device: 'wasm', dtype: 'fp32' });

globalThis.onmessage = async ({ data: files }) => {
  await extract(await RawImage.fromBlob(files[0]));
  const start = performance.now();
  for (const file of files) await extract(await RawImage.fromBlob(file));
  globalThis.postMessage(files.length / ((performance.now() - start) / 1000));
};
globalThis.postMessage('ready');
