/** Maps a cosine to the probability that a text and an image match: `sigmoid(weight * cosine + bias)`. */
export interface Relevance {
  readonly weight: number;
  readonly bias: number;
}

/** Description of an embedding model, known before it is loaded. */
export interface EmbeddingModelInfo {
  /** Identifies the embedding space: id, revision or version, and dtype. Vectors of other spaces are not comparable. */
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
   * For a text and an image. A guess if {@link EmbeddingModelInfo.isCalibrated} is false, and absent if there is none:
   * libraries then estimate it from their contents.
   */
  readonly relevance?: Relevance | undefined;
  /** For the name of a thing in its `queryTemplates` and an image. @defaultValue `relevance` */
  readonly nounRelevance?: Relevance | undefined;
  /** For a phrase and an image. @defaultValue `relevance` */
  readonly phraseRelevance?: Relevance | undefined;
  /** Measured for other pairs of modalities: `text-audio`, `image-audio`. */
  readonly pairRelevance?: Readonly<Record<string, Relevance>> | undefined;
  /** Whether `relevance` was measured with this model. */
  readonly isCalibrated: boolean;
  /** Language to zero-shot prompts with `{}` where the label goes. */
  readonly templates: Readonly<Record<string, readonly string[]>>;
  /** Like `templates`, for names of things in a search, which embeds the mean of them. */
  readonly queryTemplates: Readonly<Record<string, readonly string[]>>;
}

/** First template of each language: default for searches of names of things. */
export function firstOf(templates: EmbeddingModelInfo['templates']): EmbeddingModelInfo['queryTemplates'] {
  return Object.fromEntries(Object.entries(templates).map(([language, own]) => [language, own.slice(0, 1)]));
}

/** Which words of a text a model can read. */
export interface Readability {
  /** Words that the tokenizer has pieces for, in order. That does not mean that the model knows the word. */
  readonly known: readonly string[];
  /** Words that it has no pieces for: the model would see an unknown token. */
  readonly unknown: readonly string[];
}
