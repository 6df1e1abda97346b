import type { AbortOptions } from '../../core/async/abort.ts';
import { OnsightError } from '../../core/errors.ts';
import { Once } from '../../core/async/once.ts';
import type { LoadProgress, OnProgress } from '../../core/progress.ts';
import type { ModelSession } from '../../runtime/model-session.ts';
import type { GraphBytes } from '../../runtime/ort.ts';
import { filesOf, partOf, tensorName, type Manifest, type ManifestPart } from './manifest.ts';
import type { ModelFiles } from '../model-files.ts';
import { quantisesActivations } from './quantises-activations.ts';
import { createTextTokenizer, type TextTokenizer } from './text-tokenizer.ts';

/** What the sessions of a pack are made of; handed in by the worker. */
export interface PackSessionsParts {
  readonly manifest: Manifest;
  readonly files: ModelFiles;
  /** Makes a session of a part's graph on the back end that suits it. */
  readonly openSession: (role: string, graph: GraphBytes, signal: AbortSignal) => Promise<ModelSession>;
}

/** A part that is loaded: its session, and its names for the tensors that we call `key`. */
export interface OpenPart {
  readonly session: ModelSession;
  /** @throws OnsightError `unsupported-model` when the part takes no such tensor */
  input(key: string): string;
  /** @throws OnsightError `unsupported-model` when the part gives no such tensor */
  output(key: string): string;
  takes(key: string): boolean;
  gives(key: string): boolean;
  /** The graph takes one row at a time. */
  readonly fixedBatch: boolean;
  /** Rows that run together change each other's results a little. */
  readonly rowsInterfere: boolean;
}

interface OpenFile {
  readonly session: ModelSession;
  readonly quantisesActivations: boolean;
}

type LoadOptions = AbortOptions & { readonly onProgress?: OnProgress<LoadProgress> | undefined };

/**
 * The sessions of one pack, one for each *file*, shared by every model that stands on the pack: a vision encoder that
 * embeds for the search and sees for the captions is loaded once. Who creates it disposes it, after the models.
 */
export class PackSessions implements AsyncDisposable {
  readonly manifest: Manifest;
  readonly #parts: PackSessionsParts;
  readonly #sessions = new Map<string, Once<OpenFile>>();
  readonly #tokenizer: Once<TextTokenizer>;

  constructor(parts: PackSessionsParts) {
    this.manifest = parts.manifest;
    this.#parts = parts;
    this.#tokenizer = new Once((signal) => this.#readTokenizer(signal));
  }

  /** Brings the files of these roles here, and the tokenizer where they need it, with one progress over all of them. */
  async fetch(roles: readonly string[], options: LoadOptions = {}): Promise<void> {
    const parts = roles.map((role) => partOf(this.manifest, role));
    const tokenizer = parts.some((part) => 'ids' in part.in) ? [this.manifest.text.tokenizer] : [];
    await this.#parts.files.read([...new Set([...tokenizer, ...parts.flatMap(filesOf)])], options);
  }

  /** The part of a role with its session, loading it where needed. */
  async open(role: string, { signal, onProgress }: LoadOptions = {}): Promise<OpenPart> {
    const part = partOf(this.manifest, role);
    const known = this.#sessions.get(part.file);
    const once = known ?? new Once((own) => this.#openFile(role, part, own));
    this.#sessions.set(part.file, once);
    if (once.peek() === undefined) onProgress?.({ phase: 'initialise', model: this.manifest.id, part: role });
    const { session, quantisesActivations } = await once.get({ signal });
    return {
      session,
      fixedBatch: session.inputs.some(({ shape }) => typeof shape[0] === 'number'),
      rowsInterfere: quantisesActivations,
      input: (key) => tensorName(session.name, part.in, key, session.inputNames),
      output: (key) => tensorName(session.name, part.out, key, session.outputNames),
      takes: (key) => key in part.in,
      gives: (key) => key in part.out,
    };
  }

  tokenizer(options: AbortOptions = {}): Promise<TextTokenizer> {
    return this.#tokenizer.get(options);
  }

  async #openFile(role: string, { file, data }: ManifestPart, signal: AbortSignal): Promise<OpenFile> {
    const bytes = await this.#bytes(file, signal);
    const quantises = quantisesActivations(bytes);
    // A graph names its weights' files as they lie beside it.
    const folder = file.slice(0, file.lastIndexOf('/') + 1);
    const external = [];
    for (const path of data)
      external.push({
        path: path.startsWith(folder) ? path.slice(folder.length) : path,
        data: await this.#bytes(path, signal),
      });
    const graph = { bytes, external };
    return { session: await this.#parts.openSession(role, graph, signal), quantisesActivations: quantises };
  }

  async #readTokenizer(signal: AbortSignal): Promise<TextTokenizer> {
    const { id, text } = this.manifest;
    const file = await this.#read(text.tokenizer, signal);
    return createTextTokenizer(id, file, {
      maxTokens: text.maxTokens,
      pad: text.tokens['pad'] ?? 0,
      unknown: text.tokens['unk'],
    });
  }

  async #bytes(path: string, signal: AbortSignal): Promise<Uint8Array> {
    return new Uint8Array(await (await this.#read(path, signal)).arrayBuffer());
  }

  async #read(path: string, signal: AbortSignal): Promise<Blob> {
    const [blob] = await this.#parts.files.read([path], { signal });
    if (blob === undefined) throw new OnsightError('internal', { reason: `"${path}" was not read` });
    return blob;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = await Promise.allSettled([...this.#sessions.values()].map(async (once) => once.peek()));
    for (const result of opened) if (result.status === 'fulfilled') await result.value?.session.dispose();
  }
}
