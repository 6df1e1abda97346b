import type { AbortOptions } from '../core/async/abort.ts';
import type { Priority } from '../core/async/lane.ts';
import type { LoadProgress, OnProgress } from '../core/progress.ts';
import type { AudioSpec } from '../media/audio/log-mel.ts';
import type { ImageSpec } from '../media/tensor/image-spec.ts';
import type { Pixels } from '../media/image/pixels.ts';
import type { RecognizedText, TextLine } from './recognized-text.ts';
import type { HeardSpeech, TranscriberOptions } from './heard-speech.ts';
import type { EmbeddingModelInfo, Readability, Relevance } from './embedding-model.ts';
import type {
  ModelAnswer,
  AnswerOptions,
  ModelCaption,
  CaptionOptions,
  CaptionStep,
  LanguageTask,
  LazyImage,
} from './vision-language-model.ts';

/** Tasks that a model can be asked to do; the words of `onsight.json`. */
export type ModelTask =
  | 'embed-text'
  | 'embed-image'
  | 'embed-audio'
  | 'tag-audio'
  | 'read-text'
  | 'detect-speech'
  | 'transcribe'
  | LanguageTask;

/** Description of a model, known before its weights are loaded. */
export interface ModelInfo {
  readonly id: string;
  readonly name: string;
  readonly licence: string;
  readonly tasks: readonly ModelTask[];
  /** Task to the languages it understands or writes, as BCP 47 tags. */
  readonly languages: Readonly<Record<string, readonly string[]>>;
  /** Present if the model has an embedding space. */
  readonly embedding?: EmbeddingModelInfo;
}

/** Options of every call to a capability. */
export interface CapabilityOptions extends AbortOptions {
  /** @defaultValue 'interactive' */
  readonly priority?: Priority | undefined;
  /** Called while the weights that the call needs are downloaded and loaded. */
  readonly onProgress?: OnProgress<LoadProgress> | undefined;
}

/** `encode:text`: texts to embeddings, each a Float32Array of `info.dims` numbers and unit length. */
export interface TextEmbedder {
  readonly info: EmbeddingModelInfo;
  embedTexts(texts: readonly string[], options?: CapabilityOptions): Promise<readonly Float32Array[]>;
  /** Splits words into those the tokenizer can read and others; loads the tokenizer only. */
  readWords(words: readonly string[], options?: CapabilityOptions): Promise<Readability>;
}

/** `encode:image`: images to embeddings, each a Float32Array of `info.dims` numbers and unit length. */
export interface ImageEmbedder {
  readonly info: EmbeddingModelInfo;
  /** Spec that images must be fitted to (`fitToSpec`) before they are embedded. */
  readonly image: ImageSpec;
  /** @throws RangeError if an image is not exactly of `image.size` */
  embedImages(images: readonly Pixels[], options?: CapabilityOptions): Promise<readonly Float32Array[]>;
}

/** `encode:audio`: windows of sound to the scores of classes, and those to embeddings in the model's space. */
export interface AudioEmbedder {
  readonly info: EmbeddingModelInfo;
  /** How sound becomes windows of features. */
  readonly audio: AudioSpec;
  /** Cosines of texts and sounds to probabilities; undefined if it was not measured. */
  readonly textRelevance: Relevance | undefined;
  /** Names of the classes, in the order of their scores. */
  classes(options?: CapabilityOptions): Promise<readonly string[]>;
  /** Per window, `[frames, mels]`: the probability of each class by itself; several may be true. */
  scoreWindows(windows: readonly Float32Array[], options?: CapabilityOptions): Promise<readonly Float32Array[]>;
  /** Embeddings of moments by their mean scores, each of `info.dims` numbers and unit length. */
  embedMoments(scores: readonly Float32Array[], options?: CapabilityOptions): Promise<readonly Float32Array[]>;
}

/** `generate`: text about an image. The model's `info.tasks` says whether it captions, answers questions, or both. */
export interface TextGenerator {
  /** Identifies the weights (id, version or revision, dtype): results with the same key may be cached. */
  readonly key: string;
  readonly image: ImageSpec;
  /** `onStep` is called with every token if greedy or sampling; with beams only at the end. */
  caption(
    image: LazyImage,
    options?: CaptionOptions & CapabilityOptions & { readonly onStep?: ((step: CaptionStep) => void) | undefined },
  ): Promise<ModelCaption>;
  ask(image: LazyImage, question: string, options?: AnswerOptions & CapabilityOptions): Promise<ModelAnswer>;
}

/** `score`: how well texts and an image belong together. */
export interface PairScorer {
  /** Identifies the weights, as {@link TextGenerator.key}. */
  readonly key: string;
  readonly image: ImageSpec;
  /** Probability of each text, 0 to 1, from a joint reading of text and image (ITM). */
  match(image: LazyImage, texts: readonly string[], options?: CapabilityOptions): Promise<readonly number[]>;
  /**
   * Cosine of each text, -1 to 1 (ITC).
   *
   * @throws OnsightError `unsupported-model` if the model has no joint space
   */
  cosine(image: LazyImage, texts: readonly string[], options?: CapabilityOptions): Promise<readonly number[]>;
}

/** `recognize`: the text that an image shows (OCR). */
export interface TextRecognizer {
  /** Identifies the weights, as {@link TextGenerator.key}. */
  readonly key: string;
  /** `onLine` is called with each line, in reading order; the next one is not read before its promise resolves. */
  recognize(
    image: Pixels,
    options?: CapabilityOptions & { readonly onLine?: ((line: TextLine) => Promise<void>) | undefined },
  ): Promise<RecognizedText>;
}

/** `detect:speech`: whether somebody speaks, in frames of 32 ms. */
export interface SpeechDetector {
  /** Samples per second that it takes, mono. */
  readonly rate: number;
  /** Starts on a new sound. */
  listen(): SpeechStream;
}

/** A sound that a {@link SpeechDetector} listens to. */
export interface SpeechStream {
  /** Takes the next whole frames of 512 samples in; returns the probability of speech in each. */
  push(samples: Float32Array, options?: CapabilityOptions): Promise<Float32Array>;
}

/** `transcribe`: speech to text. */
export interface Transcriber {
  /** Languages that it understands, as ISO 639 codes such as `de`. */
  readonly languages: readonly string[];
  /**
   * Transcribes up to 30 seconds at 16 kHz. Times are seconds from their start.
   *
   * @throws OnsightError `unsupported-model` if the model does not know the language
   */
  transcribe(samples: Float32Array, options?: CapabilityOptions & TranscriberOptions): Promise<HeardSpeech>;
}

/** Capabilities by name. A family provides some of them, and a task needs some of them. */
export interface Capabilities {
  'encode:text': TextEmbedder;
  'encode:image': ImageEmbedder;
  'encode:audio': AudioEmbedder;
  generate: TextGenerator;
  score: PairScorer;
  recognize: TextRecognizer;
  'detect:speech': SpeechDetector;
  transcribe: Transcriber;
}

/** Name of a capability. */
export type Capability = keyof Capabilities;

/** Capability that a task uses. */
export const capabilityOf: Readonly<Record<ModelTask, Capability>> = {
  'embed-text': 'encode:text',
  'embed-image': 'encode:image',
  'embed-audio': 'encode:audio',
  'tag-audio': 'encode:audio',
  caption: 'generate',
  ask: 'generate',
  match: 'score',
  'read-text': 'recognize',
  'detect-speech': 'detect:speech',
  transcribe: 'transcribe',
};

/**
 * A model whose sessions are created when a capability is first used, and released by `dispose`. Afterwards its methods
 * reject with `disposed`.
 */
export interface OpenModel extends AsyncDisposable {
  readonly info: ModelInfo;
  readonly capabilities: Readonly<Partial<Capabilities>>;
  /** Memory held, in bytes: the weights of its sessions, as large as their files, and cached image states. */
  readonly bytes: number;
  /** Creates the sessions of these tasks; on WebGPU also runs each once, because the first run compiles shaders. */
  prepare(tasks: readonly ModelTask[], options?: CapabilityOptions): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * Loads `bytes` of weights once there is room for them in the memory budget; the model is not disposed meanwhile.
 *
 * @throws OnsightError `disposed` if the model was disposed
 */
export type Admit = <T>(bytes: number, load: () => Promise<T>) => Promise<T>;
