import type { AbortOptions } from '../../core/async/abort.ts';
import { OnsightError } from '../../core/errors.ts';
import { Once } from '../../core/async/once.ts';
import type { LoadProgress, OnProgress } from '../../core/progress.ts';
import type { ModelSession } from '../../runtime/model-session.ts';
import { graphBytes, type GraphBytes } from '../../runtime/ort.ts';
import { filesOfRoles, partOf, sectionOf, tensorName, type Manifest, type ManifestPart } from './manifest.ts';
import type { ModelFiles } from '../model-files.ts';
import { createProbe } from './pack-probe.ts';
import { createTextTokenizer, type TextTokenizer } from './text-tokenizer.ts';

/** In a serialised graph (field 1 of GraphProto) the nodes come before the weights, and are small. */
const nodeBytes = 4 * 1024 * 1024;

/** Dependencies of {@link PackSessions}. */
interface PackSessionsDeps {
  readonly manifest: Manifest;
  readonly files: ModelFiles;
  /** Creates a session of a part's graph, on the backend that suits it. */
  readonly openSession: (role: string, graph: GraphBytes, signal: AbortSignal) => Promise<ModelSession>;
}

/** A loaded part: its session, and its names of the tensors that we call `key`. */
export interface OpenPart {
  readonly session: ModelSession;
  /** @throws OnsightError `unsupported-model` if the part takes no such tensor */
  input(key: string): string;
  /** @throws OnsightError `unsupported-model` if the part has no such output */
  output(key: string): string;
  takes(key: string): boolean;
  gives(key: string): boolean;
  /** The graph takes one row at a time. */
  readonly fixedBatch: boolean;
  /** Rows of a batch slightly change each other's results. */
  readonly rowsInterfere: boolean;
  /** Runs the graph once on WebGPU, where the first run compiles shaders; does nothing on WASM. */
  warm(options?: AbortOptions): Promise<void>;
}

interface OpenFile {
  readonly session: ModelSession;
  readonly rowsInterfere: boolean;
  isWarm: boolean;
}

type LoadOptions = AbortOptions & { readonly onProgress?: OnProgress<LoadProgress> | undefined };

/**
 * The sessions of one pack, one per *file*, shared by all its capabilities: a vision encoder that embeds for searches
 * and encodes for captions is loaded once. Its creator disposes it, after the capabilities.
 */
export class PackSessions implements AsyncDisposable {
  readonly manifest: Manifest;
  readonly #deps: PackSessionsDeps;
  readonly #sessions = new Map<string, Once<OpenFile>>();
  readonly #tokenizer: Once<TextTokenizer>;
  #bytes = 0;

  constructor(deps: PackSessionsDeps) {
    this.manifest = deps.manifest;
    this.#deps = deps;
    this.#tokenizer = new Once((signal) => this.#readTokenizer(signal));
  }

  /** Weights in memory, as large as their files. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Downloads the files of these roles, and the tokenizer if needed, with one progress over all. */
  async fetch(roles: readonly string[], options: LoadOptions = {}): Promise<void> {
    await this.#deps.files.read(filesOfRoles(this.manifest, roles), options);
  }

  /** Returns the part of a role with its session; loads it if needed. */
  async open(role: string, { signal, onProgress }: LoadOptions = {}): Promise<OpenPart> {
    const part = partOf(this.manifest, role);
    const known = this.#sessions.get(part.file);
    const once = known ?? new Once((own) => this.#openFile(role, part, own));
    this.#sessions.set(part.file, once);
    if (once.peek() === undefined) onProgress?.({ phase: 'initialise', model: this.manifest.id, part: role });
    const open = await once.get({ signal });
    const { session, rowsInterfere } = open;
    return {
      session,
      fixedBatch: session.inputs.some(({ shape }) => typeof shape[0] === 'number'),
      rowsInterfere,
      input: (key) => tensorName(session.name, part.in, key, session.inputNames),
      output: (key) => tensorName(session.name, part.out, key, session.outputNames),
      takes: (key) => key in part.in,
      gives: (key) => key in part.out,
      warm: (options = {}) => this.#warm(role, open, options),
    };
  }

  tokenizer(options: AbortOptions = {}): Promise<TextTokenizer> {
    return this.#tokenizer.get(options);
  }

  /** The text of a file of the pack. */
  async text(path: string, signal: AbortSignal): Promise<string> {
    return (await this.#read(path, signal)).text();
  }

  async #openFile(role: string, { file, data }: ManifestPart, signal: AbortSignal): Promise<OpenFile> {
    const bytes = await this.#readBytes(file, signal);
    const rowsInterfere = hasDynamicQuantization(bytes);
    // A graph names its weight files relative to its own folder.
    const folder = file.slice(0, file.lastIndexOf('/') + 1);
    const external = [];
    for (const path of data)
      external.push({
        path: path.startsWith(folder) ? path.slice(folder.length) : path,
        data: await this.#readBytes(path, signal),
      });
    const session = await this.#deps.openSession(role, { bytes, external }, signal);
    this.#bytes += graphBytes({ bytes, external });
    return { session, rowsInterfere, isWarm: false };
  }

  async #warm(role: string, open: OpenFile, { signal }: AbortOptions): Promise<void> {
    const { session } = open;
    if (session.backend === 'wasm' || open.isWarm) return;
    const probe = await createProbe(this.manifest, role, this.#deps.files, { signal });
    const outputs = [probe.output(session.outputNames)];
    await session.run(probe.feeds(session.inputs), { signal, outputs, checked: [] });
    open.isWarm = true;
  }

  async #readTokenizer(signal: AbortSignal): Promise<TextTokenizer> {
    const { id } = this.manifest;
    const text = sectionOf(this.manifest, 'text');
    const file = await this.#read(text.tokenizer, signal);
    return createTextTokenizer(id, file, {
      maxTokens: text.maxTokens,
      pad: text.tokens['pad'] ?? 0,
      unknown: text.tokens['unk'],
    });
  }

  async #readBytes(path: string, signal: AbortSignal): Promise<Uint8Array> {
    return new Uint8Array(await (await this.#read(path, signal)).arrayBuffer());
  }

  async #read(path: string, signal: AbortSignal): Promise<Blob> {
    const [blob] = await this.#deps.files.read([path], { signal });
    if (blob === undefined) throw new OnsightError('internal', { reason: `"${path}" was not read` });
    return blob;
  }

  /** Releases all sessions and the tokenizer, once the loads in flight have settled. */
  async [Symbol.asyncDispose](): Promise<void> {
    const opened = await Promise.allSettled([...this.#sessions.values()].map(async (once) => once.peek()));
    this.#sessions.clear();
    this.#tokenizer.reset();
    this.#bytes = 0;
    for (const result of opened) if (result.status === 'fulfilled') await result.value?.session.dispose();
  }
}

/**
 * True if a graph quantizes activations at run time with one scale for the whole tensor (`DynamicQuantizeLinear`). The
 * rows of a batch then change each other's results, by a few hundredths of a probability in the starter pack.
 */
function hasDynamicQuantization(graph: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(graph.subarray(0, nodeBytes)).includes('DynamicQuantizeLinear');
}
