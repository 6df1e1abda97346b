import type { AbortOptions } from '../../core/async/abort.ts';
import type { LoadProgress, OnProgress } from '../../core/progress.ts';
import { partOf, type Manifest } from '../packs/manifest.ts';
import type { OpenPart, PackSessions } from '../packs/pack-sessions.ts';
import type { TextTokenizer } from '../packs/text-tokenizer.ts';
import type { LanguageTask } from '../vision-language-model.ts';
import { TextReader } from './text-reader.ts';
import { TextWriter } from './text-writer.ts';

/** What is loaded together: the parts of a task, or of the ITC cosine. */
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

/** The roles of the parts that a unit needs; a decoder with a cache has a cross part. */
export function rolesFor(manifest: Manifest, unit: LoadUnit): readonly string[] {
  return plainRoles[unit]
    .map((plain) => `${unit}.${plain}`)
    .flatMap((role) => (isCached(manifest, role) ? [`${role}_cross`, role] : [role]));
}

function isCached(manifest: Manifest, role: string): boolean {
  return 'pastKey' in partOf(manifest, role).in;
}

/** Loads the parts of a pack's tasks, for each unit only what it needs. */
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
