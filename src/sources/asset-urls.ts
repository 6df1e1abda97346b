/** URLs of the files that the worker loads at run time. */
export interface AssetUrls {
  readonly plainMjs: string;
  readonly plainWasm: string;
  readonly asyncifyMjs: string;
  readonly asyncifyWasm: string;
  readonly transformers: string;
  readonly imageMetadata: string;
  readonly mediaDecoder: string;
}

/** Where the files are. */
interface AssetFolder {
  /** Absolute, with a trailing slash; `assets/` beside the worker if undefined. */
  readonly assetsUrl?: string | undefined;
  /** Address of the page. @defaultValue the worker's own */
  readonly baseUrl?: string | undefined;
}

/**
 * The files beside the worker, or in `assetsUrl`. Each URL is a literal, because bundlers find the files only in this
 * form. Some of them put a path in its place.
 */
export function assetUrls({ assetsUrl, baseUrl }: AssetFolder): AssetUrls {
  const found =
    assetsUrl === undefined
      ? {
          plainMjs: new URL('./assets/ort-wasm-simd-threaded.mjs', import.meta.url).href,
          plainWasm: new URL('./assets/ort-wasm-simd-threaded.wasm', import.meta.url).href,
          asyncifyMjs: new URL('./assets/ort-wasm-simd-threaded.asyncify.mjs', import.meta.url).href,
          asyncifyWasm: new URL('./assets/ort-wasm-simd-threaded.asyncify.wasm', import.meta.url).href,
          transformers: new URL('./assets/transformers.js', import.meta.url).href,
          imageMetadata: new URL('./assets/image-metadata.js', import.meta.url).href,
          mediaDecoder: new URL('./assets/media-decoder.js', import.meta.url).href,
        }
      : {
          plainMjs: 'ort-wasm-simd-threaded.mjs',
          plainWasm: 'ort-wasm-simd-threaded.wasm',
          asyncifyMjs: 'ort-wasm-simd-threaded.asyncify.mjs',
          asyncifyWasm: 'ort-wasm-simd-threaded.asyncify.wasm',
          transformers: 'transformers.js',
          imageMetadata: 'image-metadata.js',
          mediaDecoder: 'media-decoder.js',
        };
  const at = (file: string): string => new URL(file, assetsUrl ?? baseUrl ?? import.meta.url).href;
  return {
    plainMjs: at(found.plainMjs),
    plainWasm: at(found.plainWasm),
    asyncifyMjs: at(found.asyncifyMjs),
    asyncifyWasm: at(found.asyncifyWasm),
    transformers: at(found.transformers),
    imageMetadata: at(found.imageMetadata),
    mediaDecoder: at(found.mediaDecoder),
  };
}
