/** The manifest of a model pack, as far as it names the space of its embeddings. */
export interface PackFile {
  readonly id: string;
  readonly version: string;
  readonly embedding: { readonly dims: number };
}

/** Embeddings of the samples by a pack: rows of float32, little-endian, in the order of `samples.json`. */
export interface SampleEmbeddings {
  /** Name of the file in `samples/`. */
  readonly file: string;
  readonly space: string;
  readonly dims: number;
}

/** Name and shape of the file for a version of a pack. */
export function sampleEmbeddings({ id, version, embedding }: PackFile): SampleEmbeddings {
  return { file: `${id}-${version}.f32`, space: `${id}@${version}`, dims: embedding.dims };
}
