import { BlipModel, blipTasks } from '../../families/blip/blip-model.ts';
import { OnsightError } from '../../core/errors.ts';
import {
  capabilityOf,
  type Admit,
  type Capabilities,
  type CapabilityOptions,
  type ModelInfo,
  type ModelTask,
  type OpenModel,
} from '../../families/capabilities.ts';
import type { BatchSize } from '../../families/batch-size.ts';
import { createClipEmbedders, type ClipEmbedders } from '../../families/clip/clip-embedders.ts';
import { hasEmbeddingSpace, toEmbeddingInfo } from '../../families/packs/pack-info.ts';
import { AudioModel } from '../../families/audio/audio-model.ts';
import { SpeechModel } from '../../families/speech/speech-model.ts';
import { OcrModel } from '../../families/ocr/ocr-model.ts';
import { partOf, type Manifest } from '../../families/packs/manifest.ts';
import { createProbe } from '../../families/packs/pack-probe.ts';
import { PackSessions } from '../../families/packs/pack-sessions.ts';
import { graphBytes } from '../../runtime/ort.ts';
import type { Backend } from '../../runtime/backend.ts';
import { tasksOf } from '../task-files.ts';
import type { ModelSource, SourceDeps } from '../model-source.ts';
import type { PackFiles } from './pack-files.ts';

/** Families that have an adapter. */
const families: readonly string[] = ['clip', 'blip', 'ocr', 'silero-vad'];

/**
 * The model of a pack.
 *
 * @param backend - backend that the pack was made for; undefined if each part may be tried on both
 */
export async function openPackSource(
  pack: PackFiles,
  backend: Backend | undefined,
  { runtime, openBatch }: SourceDeps,
): Promise<ModelSource> {
  const { manifest } = pack;
  const space = `${manifest.id}@${manifest.version}`;
  if (!families.includes(manifest.family)) {
    const reason = `its family "${manifest.family}" is not supported by this version of onsight (${families.join(', ')})`;
    throw new OnsightError('unsupported-model', { model: manifest.id, reason });
  }
  const [width, height] = manifest.image?.size ?? [0, 0];
  const imageBatch = await openBatch(space, 12 * width * height);
  const openSessions = (admit: Admit): PackSessions =>
    new PackSessions({
      manifest,
      files: pack,
      openSession: (role, graph, signal) =>
        admit(graphBytes(graph), () =>
          runtime.openSession(graph, {
            name: `${space}/${partOf(manifest, role).file}`,
            signal,
            backend,
            probe: () => createProbe(manifest, role, pack, { signal }),
          }),
        ),
    });
  return {
    info: toModelInfo(manifest),
    cost: (tasks, options) => pack.cost(tasks, options),
    fetch: (tasks, options) => pack.fetch(tasks, options),
    create: (admit) => new PackModel(openSessions(admit), imageBatch),
  };
}

function toModelInfo(manifest: Manifest): ModelInfo {
  const { id, name, licence, languages } = manifest;
  const tasks = tasksOf(manifest);
  const embedding = hasEmbeddingSpace(manifest) ? { embedding: toEmbeddingInfo(manifest) } : {};
  return { id, name, licence, tasks, languages, ...embedding };
}

/** The capabilities of a pack over one set of sessions. */
class PackModel implements OpenModel {
  readonly info: ModelInfo;
  readonly capabilities: Readonly<Partial<Capabilities>>;
  readonly #sessions: PackSessions;
  readonly #embedders: ClipEmbedders | undefined;
  readonly #blip: BlipModel | undefined;
  readonly #ocr: OcrModel | undefined;
  readonly #audio: AudioModel | undefined;
  readonly #speech: SpeechModel | undefined;

  constructor(sessions: PackSessions, imageBatch: BatchSize) {
    const { manifest } = sessions;
    this.info = toModelInfo(manifest);
    this.#sessions = sessions;
    const embedders = hasEmbeddingSpace(manifest) ? createClipEmbedders({ sessions, imageBatch }) : undefined;
    const blip = manifest.family === 'blip' ? new BlipModel({ sessions }) : undefined;
    const ocr = manifest.family === 'ocr' ? new OcrModel({ sessions }) : undefined;
    const audio = manifest.encoders.audio === undefined ? undefined : new AudioModel({ sessions });
    const speech = manifest.family === 'silero-vad' ? new SpeechModel({ sessions }) : undefined;
    const tasks = blip === undefined ? [] : blipTasks(manifest);
    this.#embedders = embedders;
    this.#blip = blip;
    this.#ocr = ocr;
    this.#audio = audio;
    this.#speech = speech;
    this.capabilities = {
      ...(embedders?.text === undefined ? {} : { 'encode:text': embedders.text }),
      ...(embedders?.image === undefined ? {} : { 'encode:image': embedders.image }),
      ...(blip !== undefined && (tasks.includes('caption') || tasks.includes('ask')) ? { generate: blip } : {}),
      ...(blip !== undefined && tasks.includes('match') ? { score: blip } : {}),
      ...(ocr === undefined ? {} : { recognize: ocr }),
      ...(audio === undefined ? {} : { 'encode:audio': audio }),
      ...(speech === undefined ? {} : { 'detect:speech': speech }),
    };
  }

  get bytes(): number {
    return this.#sessions.bytes + (this.#blip?.cachedBytes ?? 0);
  }

  async prepare(tasks: readonly ModelTask[], options: CapabilityOptions = {}): Promise<void> {
    if (tasks.includes('embed-text')) await this.#embedders?.text?.prepare(options);
    if (tasks.includes('embed-image')) await this.#embedders?.image?.prepare(options);
    const written = blipTasks(this.#sessions.manifest).filter((task) => tasks.includes(task));
    await this.#blip?.prepare(written, options);
    if (tasks.some((task) => capabilityOf[task] === 'encode:audio')) await this.#audio?.prepare(options);
    if (tasks.includes('read-text')) await this.#ocr?.prepare(options);
    if (tasks.includes('detect-speech')) await this.#speech?.prepare(options);
  }

  async dispose(): Promise<void> {
    const models = [this.#embedders?.text, this.#embedders?.image, this.#blip, this.#ocr, this.#audio, this.#speech];
    await Promise.all(models.map(async (model) => model?.dispose()));
    await this.#sessions[Symbol.asyncDispose]();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}
