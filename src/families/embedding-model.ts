/** How a cosine becomes a probability that a text and an image belong together: `sigmoid(weight * cosine + bias)`. */
export interface Relevance {
  readonly weight: number;
  readonly bias: number;
}

/** What a page may know about an embedding model before and after it is loaded. */
export interface EmbeddingModelInfo {
  /** Identifies the embedding space: id, revision or version, and dtype. Vectors of other spaces do not compare. */
  readonly space: string;
  readonly id: string;
  readonly name: string;
  readonly licence: string;
  readonly dims: number;
  /** Languages that the text tower understands, as BCP 47 tags. */
  readonly languages: readonly string[];
  /** Factor before the softmax over labels. */
  readonly logitScale: number;
  /**
   * Of a text and an image. If {@link EmbeddingModelInfo.isCalibrated} is false it is a guess, and absent if there is
   * not even that: libraries then learn it from what they hold.
   */
  readonly relevance?: Relevance | undefined;
  /** Of the name of a thing in its `queryTemplates` and an image. @defaultValue `relevance` */
  readonly nounRelevance?: Relevance | undefined;
  /** Of a phrase and an image. @defaultValue `relevance` */
  readonly phraseRelevance?: Relevance | undefined;
  /** Whether `relevance` was measured with this model. */
  readonly isCalibrated: boolean;
  /** Language to zero-shot prompts with `{}` where the label goes. */
  readonly templates: Readonly<Record<string, readonly string[]>>;
  /** Like `templates`, for names of things in a search: the mean of their embeddings is what is looked for. */
  readonly queryTemplates: Readonly<Record<string, readonly string[]>>;
}

/** The first template of each language, with which names of things are looked for where a model says nothing else. */
export function firstOf(templates: EmbeddingModelInfo['templates']): EmbeddingModelInfo['queryTemplates'] {
  return Object.fromEntries(Object.entries(templates).map(([language, own]) => [language, own.slice(0, 1)]));
}

/** Which words of a text a model can read. */
export interface Readability {
  /** Words that the tokenizer has pieces for, in their order. Pieces are no promise that the model knows the word. */
  readonly known: readonly string[];
  /** Words that it has none for: the model would see a hole. */
  readonly unknown: readonly string[];
}
