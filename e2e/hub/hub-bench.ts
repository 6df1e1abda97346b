import type { FileCache, RemoteFile } from '../../src/assets/file-cache.ts';
import type { AbortOptions } from '../../src/core/abort.ts';
import { OnsightError } from '../../src/core/errors.ts';
import { Lane } from '../../src/core/lane.ts';
import { Once } from '../../src/core/once.ts';
import { createHubModel, type HubModel } from '../../src/models/hub/hub-model.ts';
import type { HubRequest } from '../../src/models/hub/hub-plan.ts';
import type { HubRepository } from '../../src/models/hub/hub-repository.ts';
import { startOrt, type Backend, type Ort } from '../../src/runtime/ort.ts';
import { loadTransformers, type Transformers } from '../../src/runtime/transformers.ts';

/** A repository of `hub-server.ts`, read with plain requests. Remembers what was asked for. */
export class HttpRepository implements HubRepository {
  readonly asked: string[] = [];
  readonly #base: string;

  constructor(mode: string, id: string, revision = 'main') {
    this.#base = `${location.origin}/hub/${mode}/${id}/resolve/${revision}/`;
  }

  async sizes(paths: readonly string[]): Promise<readonly (number | 'missing' | undefined)[]> {
    return Promise.all(
      paths.map(async (path) => {
        const response = await fetch(this.#base + path, { headers: { range: 'bytes=0-0' }, cache: 'no-store' });
        await response.body?.cancel();
        if (response.status === 404) return 'missing';
        const total = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
        return Number(total ?? response.headers.get('content-length'));
      }),
    );
  }

  async read(paths: readonly string[]): Promise<readonly Blob[]> {
    this.asked.push(...paths);
    return Promise.all(
      paths.map(async (path) => {
        const url = this.#base + path;
        const response = await fetch(url, { cache: 'no-store' });
        if (response.ok) return response.blob();
        throw new OnsightError('download-failed', { url, reason: 'no such file', status: response.status });
      }),
    );
  }
}

/** A repository of `hub-server.ts` through the file cache, as the worker reads it. */
export class CachedRepository implements HubRepository {
  readonly #cache: FileCache;
  readonly #base: string;
  readonly #group: string;

  constructor(cache: FileCache, mode: string, id: string) {
    this.#cache = cache;
    this.#group = id;
    this.#base = `${location.origin}/hub/${mode}/${id}/resolve/main/`;
  }

  sizes(paths: readonly string[], options: AbortOptions = {}): Promise<readonly (number | 'missing' | undefined)[]> {
    return this.#cache.sizes(this.#files(paths), options);
  }

  read(paths: readonly string[], options: Parameters<HubRepository['read']>[1] = {}): Promise<readonly Blob[]> {
    const { signal, onProgress } = options;
    const model = this.#group;
    return this.#cache.fetchAll(this.#files(paths), {
      signal,
      onProgress: (event) => onProgress?.({ phase: 'download', model, ...event }),
    });
  }

  #files(paths: readonly string[]): readonly RemoteFile[] {
    return paths.map((path) => ({ url: this.#base + path, group: this.#group, path: `main/${path}` }));
  }
}

/** The one ORT and transformers.js of this realm, and Hub models on them. */
export class HubBench {
  readonly lane: Lane = new Lane();
  readonly ort: Ort;
  readonly #transformers: Once<Transformers>;

  private constructor(ort: Ort) {
    this.ort = ort;
    this.#transformers = new Once(() =>
      loadTransformers({ url: `${location.origin}/dist/assets/transformers.js`, ort }),
    );
  }

  static async start(build: 'plain' | 'asyncify' = 'plain'): Promise<HubBench> {
    const file = `${location.origin}/dist/assets/ort-wasm-simd-threaded${build === 'plain' ? '' : '.asyncify'}`;
    const wasm = await (await fetch(`${file}.wasm`)).arrayBuffer();
    return new HubBench(startOrt({ build, threads: 1, files: { mjsUrl: `${file}.mjs`, wasm } }));
  }

  transformers(): Promise<Transformers> {
    return this.#transformers.get();
  }

  /** A model of a repository; `batch` pictures in a run. */
  model(
    repository: HubRepository,
    request: Omit<HubRequest, 'backend'> & { readonly backend?: Backend },
    batch = 2,
  ): Promise<HubModel> {
    return createHubModel({
      request: { backend: 'wasm', ...request },
      repository,
      transformers: () => this.transformers(),
      lane: this.lane,
      openImageBatch: () => Promise.resolve({ limit: batch, measuredMs: undefined, timed: (_count, run) => run() }),
    });
  }
}
