/** Stub for `node:process` and `@chroma-core/default-embed`, which Chroma's client imports and a page does not have. */
export const env: Readonly<Record<string, string>> = {};

/** Undefined, so that Chroma's client treats the package as not installed. */
export const DefaultEmbeddingFunction = undefined;
