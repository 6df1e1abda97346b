import type { LaneOptions } from '../../core/async/lane.ts';
import { Once } from '../../core/async/once.ts';
import { DisposeGuard } from '../../core/disposable.ts';
import { OnsightError } from '../../core/errors.ts';
import { logSumExp } from '../../generation/log-softmax.ts';
import type { ModelSession } from '../../runtime/model-session.ts';
import { graphBytes, type GraphBytes } from '../../runtime/ort.ts';
import { floatsOf, type FloatTensor } from '../../runtime/tensor-data.ts';
import type { Admit, CapabilityOptions, ModelInfo, ModelTask, OpenModel, Transcriber } from '../capabilities.ts';
import type { HeardSpeech, SpokenSegment, TranscriberOptions } from '../heard-speech.ts';
import type { HubFile } from '../hub/hub-graphs.ts';
import type { HubRepository } from '../hub/hub-repository.ts';
import { speechPresets } from '../hub/hub-presets.ts';
import { readFiles } from '../hub/read-files.ts';
import { LoadListeners } from '../load-listeners.ts';
import { credibleSegments } from './is-credible.ts';
import { alignTokens } from './token-times.ts';
import { stepS, toSegments } from './to-segments.ts';
import { WhisperDecoder, type WrittenTokens } from './whisper-decoder.ts';
import { WhisperFeatures } from './whisper-features.ts';
import type { WhisperPlan } from './whisper-plan.ts';
import { WhisperTokenizer } from './whisper-tokenizer.ts';

/** Dependencies of a {@link WhisperModel}. */
interface WhisperModelDeps {
  readonly repository: HubRepository;
  readonly openSession: (name: string, graph: GraphBytes, signal: AbortSignal) => Promise<ModelSession>;
  readonly admit: Admit;
}

interface WhisperParts {
  readonly encoder: ModelSession;
  readonly decoder: WhisperDecoder;
  readonly decoderSession: ModelSession;
  readonly features: WhisperFeatures;
  readonly tokenizer: WhisperTokenizer;
}

/** A window is not speech if the model says so with this probability, and its text has less than that log-probability. */
const noSpeech = { probability: 0.6, meanLogProbability: -1 };

/** A Whisper model of the Hub. Nothing is loaded until it is first used. */
export class WhisperModel implements OpenModel, Transcriber {
  readonly info: ModelInfo;
  readonly capabilities: { readonly transcribe: Transcriber };
  readonly #plan: WhisperPlan;
  readonly #deps: WhisperModelDeps;
  readonly #guard: DisposeGuard;
  readonly #listeners = new LoadListeners();
  readonly #parts: Once<WhisperParts>;
  #bytes = 0;

  constructor(plan: WhisperPlan, deps: WhisperModelDeps) {
    this.info = toWhisperInfo(plan);
    this.capabilities = { transcribe: this };
    this.#plan = plan;
    this.#deps = deps;
    this.#guard = new DisposeGuard(`The model ${plan.id}`);
    this.#parts = new Once((signal) => this.#load(signal));
  }

  get bytes(): number {
    return this.#bytes;
  }

  get languages(): readonly string[] {
    return this.#plan.languages;
  }

  async prepare(tasks: readonly ModelTask[], options: CapabilityOptions = {}): Promise<void> {
    if (tasks.includes('transcribe')) await this.#loaded(options);
  }

  async transcribe(
    samples: Float32Array,
    { language, words = false, ...options }: CapabilityOptions & TranscriberOptions = {},
  ): Promise<HeardSpeech> {
    const { id, languages, features } = this.#plan;
    if (language !== undefined && !languages.includes(language)) {
      const reason = `it does not know the language "${language}" (it knows ${languages.join(', ')})`;
      throw new OnsightError('unsupported-model', { model: id, reason });
    }
    const parts = await this.#loaded(options);
    const { signal, priority = 'interactive' } = options;
    const lane = { signal, priority };
    const length = Math.min(samples.length, features.chunk_length * features.sampling_rate);
    const states = await encode(parts, samples.subarray(0, length), lane);
    const { language: spoken, silence } = await this.#listen(parts, states, language, lane);
    const written = await parts.decoder.write(states, promptOf(this.#plan, parts.tokenizer, spoken), {
      ...lane,
      withAttention: words && parts.decoder.hasAttention,
    });
    const isSilent = silence > noSpeech.probability && written.meanLogProbability < noSpeech.meanLogProbability;
    if (isSilent) return { language: spoken, segments: [] };
    const segments = this.#toSegments(written, parts.tokenizer, { language: spoken, length, words });
    return { language: spoken, segments: credibleSegments(segments) };
  }

  /** The language, and the probability that nobody speaks. */
  async #listen(
    { decoder, tokenizer }: WhisperParts,
    states: FloatTensor,
    language: string | undefined,
    lane: LaneOptions,
  ): Promise<{ readonly language: string; readonly silence: number }> {
    const logits = await decoder.firstLogits(states, lane);
    // The token before <|notimestamps|> stands for silence, under the names <|nospeech|> and <|nocaptions|>.
    const silence = Math.exp((logits[tokenizer.ids.noTimestamps - 1] ?? -Infinity) - logSumExp(logits));
    const logitOf = (code: string): number => logits[languageToken(this.#plan, code) ?? -1] ?? -Infinity;
    const detected = this.#plan.languages.reduce((best, code) => (logitOf(code) > logitOf(best) ? code : best));
    return { language: language ?? detected, silence };
  }

  #toSegments(
    { tokens, heads, meanLogProbability }: WrittenTokens,
    tokenizer: WhisperTokenizer,
    { language, length, words }: { readonly language: string; readonly length: number; readonly words: boolean },
  ): readonly SpokenSegment[] {
    const { features, config } = this.#plan;
    // The encoder has a position for every second frame.
    const positions = Math.floor(length / features.hop_length) >> 1;
    const ends = alignTokens(heads, positions, config.median_filter_width).map((position) => position * stepS);
    const lengthS = length / features.sampling_rate;
    const confidence = Math.exp(meanLogProbability);
    return toSegments(tokens, tokenizer, { language, confidence, lengthS, tokenEnds: words ? ends : undefined });
  }

  #loaded(options: CapabilityOptions): Promise<WhisperParts> {
    this.#guard.check();
    return this.#listeners.during(options.onProgress, () => this.#parts.get(options));
  }

  async #load(signal: AbortSignal): Promise<WhisperParts> {
    const { id, files } = this.#plan;
    const report = this.#listeners.report;
    // One progress over all files; the sessions then read them from the device.
    const all = [files.tokenizer, ...files.encoder, ...files.decoder];
    const [tokenizerFile = new Blob()] = await this.#read(all, signal, report);
    const tokenizer = new WhisperTokenizer(id, await tokenizerFile.text());
    const encoder = await this.#open('encoder', files.encoder, signal);
    const decoderSession = await this.#open('decoder', files.decoder, signal);
    report({ phase: 'ready', model: id });
    return {
      encoder,
      decoderSession,
      decoder: new WhisperDecoder(decoderSession, this.#plan, tokenizer),
      features: new WhisperFeatures(this.#plan.features),
      tokenizer,
    };
  }

  async #open(part: string, files: readonly HubFile[], signal: AbortSignal): Promise<ModelSession> {
    const { id } = this.#plan;
    this.#listeners.report({ phase: 'initialise', model: id, part });
    const blobs = await this.#read(files, signal, undefined);
    const [bytes = new Uint8Array(), ...data] = await Promise.all(
      blobs.map(async (blob) => new Uint8Array(await blob.arrayBuffer())),
    );
    const external = data.map((own, i) => ({ path: files[i + 1]?.path.replace(/^.*\//, '') ?? '', data: own }));
    const graph = { bytes, external };
    const size = graphBytes(graph);
    const session = await this.#deps.admit(size, () => this.#deps.openSession(`${id}/${part}`, graph, signal));
    this.#bytes += size;
    return session;
  }

  /** Reads files and checks their sizes: half a graph must not reach ORT. */
  async #read(
    files: readonly HubFile[],
    signal: AbortSignal,
    onProgress: LoadListeners['report'] | undefined,
  ): Promise<readonly Blob[]> {
    const { id } = this.#plan;
    const paths = files.map(({ path }) => path);
    const blobs = await readFiles(id, this.#deps.repository, paths, { signal, onProgress });
    for (const [i, { path, bytes }] of files.entries()) {
      const actual = blobs[i]?.size ?? 0;
      if (bytes === undefined || actual === bytes) continue;
      const details = { file: `${id}/${path}`, expected: `${String(bytes)} bytes`, actual: `${String(actual)} bytes` };
      throw new OnsightError('integrity-mismatch', details);
    }
    return blobs;
  }

  dispose(): Promise<void> {
    return this.#guard.dispose(async () => {
      const [parts] = await Promise.allSettled([this.#parts.peek()]);
      if (parts.status === 'fulfilled' && parts.value !== undefined) {
        await parts.value.encoder.dispose();
        await parts.value.decoderSession.dispose();
      }
      this.#bytes = 0;
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}

async function encode(
  { encoder, features }: WhisperParts,
  samples: Float32Array,
  lane: LaneOptions,
): Promise<FloatTensor> {
  const data = features.compute(samples);
  const dims = [1, data.length / features.frames, features.frames];
  const outputs = await encoder.run({ input_features: { type: 'float32', dims, data } }, lane);
  return floatsOf(outputs, 'last_hidden_state');
}

function promptOf(plan: WhisperPlan, { ids }: WhisperTokenizer, language: string): readonly number[] {
  const spoken = languageToken(plan, language);
  // A model of English only has no task and no language.
  return spoken === undefined || ids.transcribe === undefined ? [ids.start] : [ids.start, spoken, ids.transcribe];
}

function languageToken({ generation }: WhisperPlan, language: string): number | undefined {
  return generation.lang_to_id?.[`<|${language}|>`];
}

/** Description of the model of a plan. */
export function toWhisperInfo({ id, languages }: WhisperPlan): ModelInfo {
  const preset = speechPresets.find((each) => each.id === id);
  return {
    id,
    name: preset?.name ?? id,
    licence: preset?.licence ?? 'see the model card',
    tasks: ['transcribe'],
    languages: { transcribe: languages },
  };
}
