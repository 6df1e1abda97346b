import type { AbortOptions } from '../../core/async/abort.ts';
import { OnsightError } from '../../core/errors.ts';
import type { Lane } from '../../core/async/lane.ts';
import { Once } from '../../core/async/once.ts';
import type { LoadProgress, OnProgress } from '../../core/progress.ts';
import type { Transformers } from '../../runtime/transformers/transformers.ts';
import type { TransformersSession } from '../../runtime/transformers/transformers-session.ts';
import type { Admit } from '../capabilities.ts';
import { parseHubJson } from './hub-config.ts';
import type { HubFile, HubGraph } from './hub-graphs.ts';
import { filesOf, type HubPlan } from './hub-plan.ts';
import { HubImageTower } from './hub-image-tower.ts';
import type { HubRepository } from './hub-repository.ts';
import { readFiles } from './read-files.ts';
import { createHubTokenizer, type HubTokenizer, type TokenIds } from './hub-tokenizer.ts';
import { HubTower, type TowerOptions } from './hub-tower.ts';
import type { Tower } from '../text-embedder.ts';
import type { TensorMap } from '../../runtime/tensor-data.ts';

/** Texts to unit-length embeddings. */
class HubTextTower extends HubTower implements Tower<string> {
  readonly #tokenizer: HubTokenizer;
  /** Tokens per text; undefined if a batch is as long as its longest text. */
  readonly #length: number | undefined;
  readonly #maxTokens: number;
  readonly #hasMask: boolean;
  readonly #mayPad: boolean;

  constructor(session: TransformersSession, plan: HubPlan, tokenizer: HubTokenizer) {
    super(session, plan, 'text');
    this.#tokenizer = tokenizer;
    const declared = session.inputs.find(({ name }) => name === 'input_ids')?.shape[1];
    const { padding, maxTokens } = plan.textRule;
    this.#length = typeof declared === 'number' ? declared : padding === 'full' ? maxTokens : undefined;
    this.#maxTokens = Math.min(maxTokens, this.#length ?? maxTokens);
    this.#hasMask = session.inputNames.includes('attention_mask');
    this.#mayPad = this.#hasMask || this.#length !== undefined || padding !== 'masked';
  }

  /** `[texts, tokens]` in, one row of `dims` numbers per text out. */
  async embed(texts: readonly string[], options: TowerOptions = {}): Promise<readonly Float32Array[]> {
    const encoded = texts.map((text, index) => ({ index, ids: this.#tokenizer.encode(text, this.#maxTokens) }));
    const results: Float32Array[] = [];
    for (const group of this.#mayPad ? [encoded] : ofEqualLength(encoded)) {
      const rows = await this.#run(
        group.map(({ ids }) => ids),
        options,
      );
      for (const [row, { index }] of group.entries()) results[index] = rows[row] ?? new Float32Array();
    }
    return results;
  }

  #run(rows: readonly TokenIds[], options: TowerOptions): Promise<readonly Float32Array[]> {
    const tokens = this.#length ?? Math.max(...rows.map((ids) => ids.length));
    const dims = [rows.length, tokens];
    const data = new BigInt64Array(rows.length * tokens).fill(BigInt(this.#tokenizer.pad));
    const mask = new BigInt64Array(rows.length * tokens);
    for (const [row, ids] of rows.entries()) {
      const start = row * tokens + (this.#tokenizer.padsLeft ? tokens - ids.length : 0);
      data.set(ids.map(BigInt), start);
      mask.fill(1n, start, start + ids.length);
    }
    const feeds: TensorMap = {
      input_ids: { type: 'int64', dims, data },
      ...(this.#hasMask ? { attention_mask: { type: 'int64', dims, data: mask } } : {}),
    };
    return this.rows(feeds, rows.length, options);
  }
}

/** Dependencies of a {@link HubLoader}. */
interface HubLoaderDeps {
  readonly repository: HubRepository;
  readonly transformers: (options: AbortOptions) => Promise<Transformers>;
  readonly lane: Lane;
  readonly admit: Admit;
}

/** Loads the graphs of a plan, each once, even if both towers share a graph. */
export class HubLoader {
  readonly #plan: HubPlan;
  readonly #deps: HubLoaderDeps;
  readonly #report: OnProgress<LoadProgress>;
  readonly #reported = new Set<HubGraph>();
  readonly #sessions = new Map<HubGraph, Once<TransformersSession>>();
  #bytes = 0;

  constructor(plan: HubPlan, deps: HubLoaderDeps, report: OnProgress<LoadProgress>) {
    this.#plan = plan;
    this.#deps = deps;
    this.#report = report;
    for (const graph of [plan.graphs.text, plan.graphs.image])
      this.#sessions.set(graph, new Once((signal) => this.#open(graph, signal)));
  }

  /** Weights in memory, as large as their files. */
  get bytes(): number {
    return this.#bytes;
  }

  async loadText(signal: AbortSignal): Promise<HubTextTower> {
    const { graphs } = this.#plan;
    // One progress over all files; the session then reads them from the device.
    const [file = new Blob()] = await this.#read(filesOf(this.#plan, ['text']), signal, this.#report);
    this.#reported.add(graphs.text);
    const tokenizer = await this.#tokenizer(file, signal);
    return new HubTextTower(await this.#session(graphs.text, signal), this.#plan, tokenizer);
  }

  async loadWords(signal: AbortSignal): Promise<HubTokenizer> {
    const [file = new Blob()] = await this.#read([this.#plan.tokenizer], signal, this.#report);
    return this.#tokenizer(file, signal);
  }

  async #tokenizer(file: Blob, signal: AbortSignal): Promise<HubTokenizer> {
    const { id, tokenizerConfig, textRule } = this.#plan;
    const files = { tokenizer: await parseHubJson(id, 'tokenizer.json', file), config: tokenizerConfig };
    return createHubTokenizer(id, await this.#deps.transformers({ signal }), files, textRule);
  }

  async loadImage(signal: AbortSignal): Promise<HubImageTower> {
    return new HubImageTower(await this.#session(this.#plan.graphs.image, signal), this.#plan);
  }

  #session(graph: HubGraph, signal: AbortSignal): Promise<TransformersSession> {
    const once = this.#sessions.get(graph);
    if (once === undefined) throw new OnsightError('internal', { reason: `${graph.fileName} is not planned` });
    return once.get({ signal });
  }

  async #open(graph: HubGraph, signal: AbortSignal): Promise<TransformersSession> {
    const { id, revision, backend, config, graphs } = this.#plan;
    const blobs = await this.#read(graph.files, signal, this.#reported.has(graph) ? undefined : this.#report);
    this.#report({ phase: 'initialise', model: id, part: graph.fileName });
    const transformers = await this.#deps.transformers({ signal });
    const bytes = blobs.reduce((sum, { size }) => sum + size, 0);
    const session = await this.#deps.admit(bytes, () =>
      transformers.createSession({
        modelClass: graph.modelClass,
        repository: id,
        revision,
        fileName: graph.fileName,
        dtype: graphs.dtype,
        backend,
        config,
        files: new Map(graph.files.map(({ path }, index) => [path, blobs[index] ?? new Blob()])),
        lane: this.#deps.lane,
        signal,
      }),
    );
    this.#bytes += bytes;
    this.#report({ phase: 'ready', model: id });
    return session;
  }

  /** Reads files and checks their sizes: half a graph must not reach ORT. */
  async #read(
    files: readonly HubFile[],
    signal: AbortSignal,
    onProgress: OnProgress<LoadProgress> | undefined,
  ): Promise<readonly Blob[]> {
    const paths = files.map(({ path }) => path);
    const blobs = await readFiles(this.#plan.id, this.#deps.repository, paths, { signal, onProgress });
    for (const [index, { path, bytes }] of files.entries()) {
      const actual = blobs[index]?.size ?? 0;
      if (bytes !== undefined && actual !== bytes)
        throw new OnsightError('integrity-mismatch', {
          file: `${this.#plan.id}/${path}`,
          expected: `${String(bytes)} bytes`,
          actual: `${String(actual)} bytes`,
        });
    }
    return blobs;
  }

  /** Releases the sessions once the loads in flight have settled. */
  async dispose(): Promise<void> {
    for (const once of this.#sessions.values()) {
      const [session] = await Promise.allSettled([once.peek()]);
      if (session.status === 'fulfilled') await session.value?.dispose();
    }
    this.#bytes = 0;
  }
}

/** An encoder without a mask would read padding as words. */
function ofEqualLength<T extends { readonly ids: TokenIds }>(encoded: readonly T[]): readonly (readonly T[])[] {
  const groups = new Map<number, T[]>();
  for (const each of encoded) groups.set(each.ids.length, [...(groups.get(each.ids.length) ?? []), each]);
  return [...groups.values()];
}
