import * as v from 'valibot';
import { Once } from '../../core/async/once.ts';
import { DisposeGuard } from '../../core/disposable.ts';
import { OnsightError } from '../../core/errors.ts';
import type { AudioSpec } from '../../media/audio/log-mel.ts';
import { floatsOf, rowsOf } from '../../runtime/tensor-data.ts';
import type { AudioEmbedder, CapabilityOptions } from '../capabilities.ts';
import { toEmbeddingInfo } from '../packs/pack-info.ts';
import type { EmbeddingModelInfo, Relevance } from '../embedding-model.ts';
import { LoadListeners } from '../load-listeners.ts';
import { sectionOf, type Manifest } from '../packs/manifest.ts';
import type { OpenPart, PackSessions } from '../packs/pack-sessions.ts';

/** Dependencies of an {@link AudioModel}. */
interface AudioModelDeps {
  /** Not released by the model: they belong to their creator. */
  readonly sessions: PackSessions;
}

interface AudioParts {
  readonly encoder: OpenPart;
  readonly projection: OpenPart;
}

const classNames = v.array(v.string());

/** Windows of one run. */
const batchSize = 8;

/** Roles of a pack's sound tower. @throws OnsightError `unsupported-model` if it has none of two parts */
export function audioRoles({ id, encoders }: Manifest): readonly [encoder: string, projection: string] {
  const [encoder, projection, ...others] = encoders.audio ?? [];
  if (encoder !== undefined && projection !== undefined && others.length === 0) return [encoder, projection];
  const reason = `its \`encoders.audio\` should name two parts, which score windows and embed scores`;
  throw new OnsightError('unsupported-model', { model: id, reason });
}

/** The file with the names of the classes, if the pack has one. */
export function audioClassesFile({ audio }: Manifest): readonly string[] {
  return audio?.classes === undefined ? [] : [audio.classes];
}

/** The sound tower of a pack. Nothing is loaded until it is first used. */
export class AudioModel implements AudioEmbedder {
  readonly info: EmbeddingModelInfo;
  readonly audio: AudioSpec;
  readonly textRelevance: Relevance | undefined;
  readonly #sessions: PackSessions;
  readonly #guard: DisposeGuard;
  readonly #listeners = new LoadListeners();
  readonly #parts: Once<AudioParts>;
  readonly #classes: Once<readonly string[]>;

  constructor({ sessions }: AudioModelDeps) {
    const { manifest } = sessions;
    this.info = toEmbeddingInfo(manifest);
    this.audio = sectionOf(manifest, 'audio');
    this.textRelevance = manifest.embedding?.relevance['text-audio'];
    this.#sessions = sessions;
    this.#guard = new DisposeGuard(`The model ${manifest.id}`);
    this.#parts = new Once((signal) => this.#load(signal));
    this.#classes = new Once((signal) => this.#readClasses(signal));
  }

  async prepare(options: CapabilityOptions = {}): Promise<void> {
    const { encoder, projection } = await this.#loaded(options);
    for (const part of [encoder, projection]) await part.warm({ signal: options.signal });
  }

  async classes({ signal }: CapabilityOptions = {}): Promise<readonly string[]> {
    this.#guard.check();
    return this.#classes.get({ signal });
  }

  async scoreWindows(
    windows: readonly Float32Array[],
    options: CapabilityOptions = {},
  ): Promise<readonly Float32Array[]> {
    const { encoder } = await this.#loaded(options);
    const { frames, mels } = this.audio;
    const scores: Float32Array[] = [];
    for (let at = 0; at < windows.length; at += batchSize) {
      const batch = joined(windows.slice(at, at + batchSize));
      const dims = [batch.length / (frames * mels), frames, mels];
      scores.push(...(await runRows(encoder, ['features', dims, batch], 'scores', options)));
    }
    return scores;
  }

  async embedMoments(
    scores: readonly Float32Array[],
    options: CapabilityOptions = {},
  ): Promise<readonly Float32Array[]> {
    if (scores.length === 0) return [];
    const { projection } = await this.#loaded(options);
    const batch = joined(scores);
    return runRows(projection, ['scores', [scores.length, batch.length / scores.length], batch], 'embeds', options);
  }

  #loaded(options: CapabilityOptions): Promise<AudioParts> {
    this.#guard.check();
    return this.#listeners.during(options.onProgress, () => this.#parts.get(options));
  }

  async #load(signal: AbortSignal): Promise<AudioParts> {
    const [encoder, projection] = audioRoles(this.#sessions.manifest);
    const options = { signal, onProgress: this.#listeners.report };
    await this.#sessions.fetch([encoder, projection], options);
    const parts = {
      encoder: await this.#sessions.open(encoder, options),
      projection: await this.#sessions.open(projection, options),
    };
    this.#listeners.report({ phase: 'ready', model: this.info.id });
    return parts;
  }

  async #readClasses(signal: AbortSignal): Promise<readonly string[]> {
    const [file] = audioClassesFile(this.#sessions.manifest);
    const reason = 'its onsight.json names no `audio.classes`, so it has no tags';
    if (file === undefined) throw new OnsightError('unsupported-model', { model: this.info.id, reason });
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), classNames), await this.#sessions.text(file, signal));
    if (parsed.success) return parsed.output;
    throw new OnsightError('unsupported-model', {
      model: this.info.id,
      reason: `its ${file} is not a JSON array of names`,
    });
  }

  dispose(): Promise<void> {
    return this.#guard.dispose(async () => {
      await Promise.allSettled([this.#parts.peek(), this.#classes.peek()]);
    });
  }
}

async function runRows(
  part: OpenPart,
  [input, dims, data]: readonly [input: string, dims: readonly number[], data: Float32Array],
  output: string,
  { signal, priority = 'interactive' }: CapabilityOptions,
): Promise<readonly Float32Array[]> {
  const name = part.output(output);
  const feeds = { [part.input(input)]: { type: 'float32' as const, dims, data } };
  return rowsOf(floatsOf(await part.session.run(feeds, { signal, priority, outputs: [name] }), name));
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(rows.reduce((sum, row) => sum + row.length, 0));
  let at = 0;
  for (const row of rows) {
    all.set(row, at);
    at += row.length;
  }
  return all;
}
