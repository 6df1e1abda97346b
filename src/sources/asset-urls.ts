/** Addresses of the files that the worker loads at run time. */
export interface AssetUrls {
  readonly plainMjs: string;
  readonly plainWasm: string;
  readonly asyncifyMjs: string;
  readonly asyncifyWasm: string;
  readonly transformers: string;
  readonly imageMetadata: string;
}

/**
 * The files beside the worker, or in `assetsUrl`. Each address is written out literally: that is the form in which
 * bundlers find the files and carry them into an application's build.
 */
export function assetUrls(assetsUrl: string | undefined): AssetUrls {
  if (assetsUrl === undefined)
    return {
      plainMjs: new URL('./assets/ort-wasm-simd-threaded.mjs', import.meta.url).href,
      plainWasm: new URL('./assets/ort-wasm-simd-threaded.wasm', import.meta.url).href,
      asyncifyMjs: new URL('./assets/ort-wasm-simd-threaded.asyncify.mjs', import.meta.url).href,
      asyncifyWasm: new URL('./assets/ort-wasm-simd-threaded.asyncify.wasm', import.meta.url).href,
      transformers: new URL('./assets/transformers.js', import.meta.url).href,
      imageMetadata: new URL('./assets/image-metadata.js', import.meta.url).href,
    };
  const at = (file: string): string => new URL(file, assetsUrl).href;
  return {
    plainMjs: at('ort-wasm-simd-threaded.mjs'),
    plainWasm: at('ort-wasm-simd-threaded.wasm'),
    asyncifyMjs: at('ort-wasm-simd-threaded.asyncify.mjs'),
    asyncifyWasm: at('ort-wasm-simd-threaded.asyncify.wasm'),
    transformers: at('transformers.js'),
    imageMetadata: at('image-metadata.js'),
  };
}
