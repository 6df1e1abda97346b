import { checkText } from '../../core/check.ts';
import { DisposeGuard } from '../../core/disposable.ts';
import { OnsightError } from '../../core/errors.ts';
import { Once } from '../../core/async/once.ts';
import { dot } from '../../math/dot.ts';
import type { ImageSpec } from '../../media/tensor/image-spec.ts';
import { ByteBudgetCache } from '../byte-budget-cache.ts';
import type { CapabilityOptions, PairScorer, TextGenerator } from '../capabilities.ts';
import { embedTokens } from '../packs/embed-tokens.ts';
import { LoadListeners } from '../load-listeners.ts';
import { type Manifest, sectionOf } from '../packs/manifest.ts';
import { packImageSpec } from '../packs/pack-image.ts';
import type { PackSessions } from '../packs/pack-sessions.ts';
import type {
  ModelAnswer,
  AnswerOptions,
  ModelCaption,
  CaptionOptions,
  CaptionStep,
  LanguageTask,
  LazyImage,
} from '../vision-language-model.ts';
import { answerQuestion } from './answer-question.ts';
import { BlipLoader, type AnswerParts, type CaptionParts, type MatchParts, type CosineParts } from './blip-loader.ts';
import { planGeneration } from '../../generation/generation-plan.ts';
import { toLaneOptions } from './lane-options.ts';
import { encodeImage } from './image-states.ts';
import { writeCaption } from './write-caption.ts';
import type { PackFacts } from './pack-facts.ts';

/** Dependencies of a {@link BlipModel}. */
interface BlipModelDeps {
  /** Not released by the model: they belong to their creator. */
  readonly sessions: PackSessions;
  /** For image states, and for the cross-attention of images and questions. @defaultValue 128 MB */
  readonly cacheBytes?: number | undefined;
}

/** Tasks of a manifest that this family supports, besides embeddings. */
export function blipTasks({ tasks }: Manifest): readonly LanguageTask[] {
  return (['caption', 'ask', 'match'] as const).filter((task) => tasks.includes(task));
}

/** Captions, answers and matches of a pack of family `blip`. The parts of a task are loaded when it is first used. */
export class BlipModel implements TextGenerator, PairScorer, AsyncDisposable {
  readonly key: string;
  readonly image: ImageSpec;
  readonly #manifest: Manifest;
  readonly #loader: BlipLoader;
  readonly #guard: DisposeGuard;
  readonly #listeners = new LoadListeners();
  readonly #cache: ByteBudgetCache;
  readonly #caption: Once<CaptionParts>;
  readonly #answer: Once<AnswerParts>;
  readonly #match: Once<MatchParts>;
  readonly #cosine: Once<CosineParts>;

  constructor({ sessions, cacheBytes = 128 * 1024 * 1024 }: BlipModelDeps) {
    this.#manifest = sessions.manifest;
    const { id, version } = this.#manifest;
    this.key = `${id}@${version}`;
    this.image = packImageSpec(this.#manifest);
    this.#guard = new DisposeGuard(`The model ${id}`);
    this.#cache = new ByteBudgetCache(cacheBytes);
    const loader = new BlipLoader(sessions, this.#listeners.report);
    this.#loader = loader;
    this.#caption = new Once((signal) => loader.loadCaption(signal));
    this.#answer = new Once((signal) => loader.loadAnswer(signal));
    this.#match = new Once((signal) => loader.loadMatch(signal));
    this.#cosine = new Once((signal) => loader.loadCosine(signal));
  }

  /** Cached image states and cross-attention, in bytes. */
  get cachedBytes(): number {
    return this.#cache.bytes;
  }

  async prepare(tasks: readonly LanguageTask[], options: CapabilityOptions = {}): Promise<void> {
    const once = { caption: this.#caption, ask: this.#answer, match: this.#match };
    for (const task of tasks) this.#check(task);
    for (const task of tasks) {
      await this.#loaded<unknown>(once[task], options);
      await this.#loader.warm(task, { signal: options.signal });
    }
  }

  async caption(
    image: LazyImage,
    options: CaptionOptions & CapabilityOptions & { readonly onStep?: ((step: CaptionStep) => void) | undefined } = {},
  ): Promise<ModelCaption> {
    this.#check('caption');
    const facts = toPackFacts(this.#manifest);
    const plan = planGeneration(options, facts.caption);
    const parts = await this.#loaded(this.#caption, options);
    return writeCaption(parts, facts, this.#cache, image, plan, options);
  }

  async ask(image: LazyImage, question: string, options: AnswerOptions & CapabilityOptions = {}): Promise<ModelAnswer> {
    this.#check('ask');
    checkText('question', question);
    const facts = toPackFacts(this.#manifest);
    const { answers, explain = false } = options;
    if (explain && facts.grid === undefined)
      throw this.#unsupported('its onsight.json names no `states`, so it cannot say where it looked');
    if (answers !== undefined) checkTexts('answers', answers);
    const way =
      answers === undefined ? { plan: planGeneration(options, { ...facts.answer, allBeams: true }) } : { answers };
    const parts = await this.#loaded(this.#answer, options);
    return answerQuestion(parts, facts, this.#cache, image, question, way, options);
  }

  async match(image: LazyImage, texts: readonly string[], options: CapabilityOptions = {}): Promise<readonly number[]> {
    this.#check('match');
    checkTexts('texts', texts);
    const { vision, reader } = await this.#loaded(this.#match, options);
    const lane = toLaneOptions(options);
    const { states } = await encodeImage(vision, this.image, image, this.#cache, lane);
    return reader.match(texts, states, lane);
  }

  async cosine(
    image: LazyImage,
    texts: readonly string[],
    options: CapabilityOptions = {},
  ): Promise<readonly number[]> {
    this.#guard.check();
    checkTexts('texts', texts);
    const { vision, text, tokenizer } = await this.#loaded(this.#cosine, options);
    const lane = toLaneOptions(options);
    const { embeds } = await encodeImage(vision, this.image, image, this.#cache, lane);
    const rows = await embedTokens(text, tokenizer.encodeBatch(texts), lane);
    if (embeds === undefined) throw this.#unsupported('it has no joint space for images and texts');
    return rows.map((row) => dot(embeds, 0, row));
  }

  #check(task: LanguageTask): void {
    this.#guard.check();
    const tasks = blipTasks(this.#manifest);
    if (!tasks.includes(task)) throw this.#unsupported(`it has no task "${task}", only ${tasks.join(', ')}`);
  }

  #unsupported(reason: string): OnsightError {
    return new OnsightError('unsupported-model', { model: this.#manifest.id, reason });
  }

  #loaded<P>(once: Once<P>, options: CapabilityOptions): Promise<P> {
    return this.#listeners.during(options.onProgress, () => once.get(options));
  }

  dispose(): Promise<void> {
    return this.#guard.dispose(async () => {
      const loads = [this.#caption, this.#answer, this.#match, this.#cosine];
      await Promise.allSettled(loads.map(async (once) => once.peek()));
      this.#cache.clear();
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}

function checkTexts(name: string, texts: readonly string[]): void {
  if (!Array.isArray(texts) || texts.length === 0)
    throw new TypeError(`Expected \`${name}\` to be an array with at least one text.`);
  // An empty text is allowed: it has the special tokens.
  for (const [index, text] of texts.entries())
    if (typeof text !== 'string')
      throw new TypeError(`Expected \`${name}[${index}]\` to be a string, got \`${typeof text}\`.`);
}

/** @throws OnsightError `unsupported-model` if the manifest lacks what generating text needs */
function toPackFacts(manifest: Manifest): PackFacts {
  const { generation, states } = manifest;
  const text = sectionOf(manifest, 'text');
  const reason = 'its onsight.json names no';
  const start = text.tokens['decoderStart'];
  const end = text.tokens['sep'];
  if (generation === undefined)
    throw new OnsightError('unsupported-model', { model: manifest.id, reason: `${reason} \`generation\`` });
  if (start === undefined || end === undefined)
    throw new OnsightError('unsupported-model', {
      model: manifest.id,
      reason: `${reason} \`text.tokens.${start === undefined ? 'decoderStart' : 'sep'}\``,
    });
  const { maxNewTokens, answerMaxNewTokens = maxNewTokens, beams, noRepeatNgramSize } = generation;
  return {
    image: packImageSpec(manifest),
    grid: states,
    tokens: { start, end },
    caption: { beams, maxNewTokens, noRepeatNgramSize, maxTokens: text.maxTokens },
    answer: { beams, maxNewTokens: answerMaxNewTokens, noRepeatNgramSize, maxTokens: text.maxTokens },
  };
}
