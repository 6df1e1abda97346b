import type { AbortOptions } from '../../core/async/abort.ts';
import type { LoadProgress, OnProgress } from '../../core/progress.ts';
import { partOf, type Manifest } from '../packs/manifest.ts';
import type { OpenPart, PackSessions } from '../packs/pack-sessions.ts';
import type { TextTokenizer } from '../packs/text-tokenizer.ts';
import type { LanguageTask } from '../vision-language-model.ts';
import { TextReader } from './text-reader.ts';
import { type FloatTensor, floatsOf } from '../../runtime/tensor-data.ts';
import type { LaneOptions } from '../../core/async/lane.ts';
import { type EncoderMemory, makeMemory } from './encoder-memory.ts';
import type { Decoder } from '../../generation/decoder.ts';
import { PrefixDecoder } from './prefix-decoder.ts';
import { CachedDecoder } from './cached-decoder.ts';
import { batchesOf } from '../../generation/row-batches.ts';
import { runPrefix } from './prefix-run.ts';
import { rowView } from '../../generation/search.ts';
import { logSumExp } from '../../generation/log-softmax.ts';

/** Size of BERT's vocabulary, assumed until the first run. */
const usualVocabulary = 32_768;

/** The text decoder of a pack. */
class TextWriter {
  readonly #decoder: OpenPart;
  readonly #cross: OpenPart | undefined;

  /** @param cross - the decoder's cross part; undefined for a decoder without a cache */
  constructor(decoder: OpenPart, cross: OpenPart | undefined) {
    this.#decoder = decoder;
    this.#cross = cross;
  }

  /** Identifies the decoder. */
  get name(): string {
    return this.#decoder.session.name;
  }

  /** Whether several sequences can be scored in one run. */
  get takesBatches(): boolean {
    return this.#cross !== undefined && !this.#decoder.fixedBatch;
  }

  /** Prepares states `[memories, states, width]` for cross-attention. */
  remember(states: FloatTensor, options?: LaneOptions): Promise<EncoderMemory> {
    return makeMemory(this.#decoder, this.#cross, states, options);
  }

  /** Opens a decoder for one generation. */
  open(memory: EncoderMemory): Decoder {
    return this.#cross === undefined
      ? new PrefixDecoder(this.#decoder, memory)
      : new CachedDecoder(this.#decoder, memory);
  }

  /**
   * Summed log probabilities of given sequences (teacher forcing); the first token of a sequence is not scored.
   *
   * @param memory - a single memory, or one per sequence
   */
  async score(
    memory: EncoderMemory,
    sequences: readonly (readonly number[])[],
    options: LaneOptions = {},
  ): Promise<readonly number[]> {
    const tokens = Math.max(...sequences.map((sequence) => sequence.length)) - 1;
    if (memory.count > 1) return this.#scoreBatch(memory, sequences, options);
    const together = this.takesBatches && !this.#decoder.rowsInterfere;
    const sums: number[] = [];
    for (const batch of batchesOf(sequences, together, 4 * tokens * usualVocabulary))
      sums.push(...(await this.#scoreBatch(memory, batch, options)));
    return sums;
  }

  /**
   * Attention of each token of a sequence except the first, `[1, tokens, states]`; undefined if the graph does not
   * output it.
   */
  async lookOf(
    memory: EncoderMemory,
    sequence: readonly number[],
    options: LaneOptions = {},
  ): Promise<FloatTensor | undefined> {
    if (!this.#decoder.gives('attention')) return undefined;
    const name = this.#decoder.output('attention');
    const outputs = [this.#decoder.output('logits'), name];
    const run = await runPrefix(this.#decoder, memory, [sequence.slice(0, -1)], { ...options, outputs });
    return floatsOf(run.outputs, name);
  }

  async #scoreBatch(
    memory: EncoderMemory,
    sequences: readonly (readonly number[])[],
    options: LaneOptions,
  ): Promise<readonly number[]> {
    const tokens = Math.max(...sequences.map((sequence) => sequence.length)) - 1;
    // The decoder is causal: tokens after a sequence's end change nothing before it.
    const inputs = sequences.map((sequence) =>
      Array.from({ length: tokens }, (_, at) => sequence[Math.min(at, sequence.length - 2)] ?? 0),
    );
    const outputs = [this.#decoder.output('logits')];
    const { logits } = await runPrefix(this.#decoder, memory, inputs, { ...options, outputs });
    return sequences.map((sequence, row) =>
      sumLogProbabilities(rowView(logits.data, sequences.length, row), tokens, sequence.slice(1)),
    );
  }
}

/** Unit of loading: the parts of a task, or of the ITC cosine. */
type LoadUnit = LanguageTask | 'cosine';

export interface CaptionParts {
  readonly vision: OpenPart;
  readonly writer: TextWriter;
  readonly tokenizer: TextTokenizer;
}

export interface MatchParts {
  readonly vision: OpenPart;
  readonly reader: TextReader;
}

export interface AnswerParts extends CaptionParts, MatchParts {}

export interface CosineParts {
  readonly vision: OpenPart;
  readonly text: OpenPart;
  readonly tokenizer: TextTokenizer;
}

const plainRoles: Readonly<Record<LoadUnit, readonly string[]>> = {
  caption: ['vision_encoder', 'text_decoder'],
  ask: ['vision_encoder', 'text_encoder', 'text_decoder'],
  match: ['vision_encoder', 'text_encoder'],
  cosine: ['vision_encoder', 'text_model'],
};

/** Roles of the parts that a unit needs; a decoder with a cache has a cross part. */
export function rolesFor(manifest: Manifest, unit: LoadUnit): readonly string[] {
  return plainRoles[unit]
    .map((plain) => `${unit}.${plain}`)
    .flatMap((role) => (isCached(manifest, role) ? [`${role}_cross`, role] : [role]));
}

function isCached(manifest: Manifest, role: string): boolean {
  return 'pastKey' in partOf(manifest, role).in;
}

/** Loads the parts of a pack's tasks, each unit only what it needs. */
export class BlipLoader {
  readonly #sessions: PackSessions;
  readonly #report: OnProgress<LoadProgress>;

  constructor(sessions: PackSessions, report: OnProgress<LoadProgress>) {
    this.#sessions = sessions;
    this.#report = report;
  }

  async loadCaption(signal: AbortSignal): Promise<CaptionParts> {
    return this.#load('caption', signal, async () => ({
      vision: await this.#open('caption.vision_encoder', signal),
      writer: await this.#openWriter('caption.text_decoder', signal),
      tokenizer: await this.#sessions.tokenizer({ signal }),
    }));
  }

  async loadAnswer(signal: AbortSignal): Promise<AnswerParts> {
    return this.#load('ask', signal, async () => ({
      vision: await this.#open('ask.vision_encoder', signal),
      reader: await this.#openReader('ask.text_encoder', signal),
      writer: await this.#openWriter('ask.text_decoder', signal),
      tokenizer: await this.#sessions.tokenizer({ signal }),
    }));
  }

  async loadMatch(signal: AbortSignal): Promise<MatchParts> {
    return this.#load('match', signal, async () => ({
      vision: await this.#open('match.vision_encoder', signal),
      reader: await this.#openReader('match.text_encoder', signal),
    }));
  }

  async loadCosine(signal: AbortSignal): Promise<CosineParts> {
    return this.#load('cosine', signal, async () => ({
      vision: await this.#open('cosine.vision_encoder', signal),
      text: await this.#open('cosine.text_model', signal),
      tokenizer: await this.#sessions.tokenizer({ signal }),
    }));
  }

  /** Runs every part of a task once on WebGPU, where the first run compiles shaders. */
  async warm(task: LanguageTask, options: AbortOptions): Promise<void> {
    for (const role of rolesFor(this.#sessions.manifest, task))
      await (await this.#sessions.open(role, options)).warm(options);
  }

  async #load<P>(unit: LoadUnit, signal: AbortSignal, open: () => Promise<P>): Promise<P> {
    const { manifest } = this.#sessions;
    await this.#sessions.fetch(rolesFor(manifest, unit), { signal, onProgress: this.#report });
    const parts = await open();
    this.#report({ phase: 'ready', model: manifest.id });
    return parts;
  }

  #open(role: string, signal: AbortSignal): Promise<OpenPart> {
    return this.#sessions.open(role, { signal, onProgress: this.#report });
  }

  async #openReader(role: string, signal: AbortSignal): Promise<TextReader> {
    return new TextReader(await this.#open(role, signal), await this.#sessions.tokenizer({ signal }));
  }

  async #openWriter(role: string, signal: AbortSignal): Promise<TextWriter> {
    const cached = isCached(this.#sessions.manifest, role);
    const cross = cached ? await this.#open(`${role}_cross`, signal) : undefined;
    return new TextWriter(await this.#open(role, signal), cross);
  }
}

function sumLogProbabilities(logits: Float32Array, tokens: number, targets: readonly number[]): number {
  let sum = 0;
  for (const [at, target] of targets.entries()) {
    const scores = rowView(logits, tokens, at);
    sum += (scores[target] ?? -Infinity) - logSumExp(scores);
  }
  return sum;
}
