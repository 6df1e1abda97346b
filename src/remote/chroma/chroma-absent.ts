/** Stands for `node:process` and `@chroma-core/default-embed`, which Chroma's client asks for and a page does not have. */
export const env: Readonly<Record<string, string>> = {};

/** Chroma's client takes its absence for a package that is not installed. */
export const DefaultEmbeddingFunction = undefined;
