import type { FileCache, RemoteFile } from '../assets/file-cache.ts';
import type { AbortOptions } from '../core/async/abort.ts';
import { Lane } from '../core/async/lane.ts';
import { Once } from '../core/async/once.ts';
import { tryBackends, type Probe } from '../runtime/backend-trial.ts';
import { planDevice, type DevicePlan } from '../runtime/device-plan.ts';
import type { DeviceChoice, Backend } from '../runtime/backend.ts';
import { createModelSession, type ModelSession } from '../runtime/model-session.ts';
import ortFiles from '../runtime/ort-files.json' with { type: 'json' };
import { startOrt, watchDevice, type GraphBytes, type Ort } from '../runtime/ort.ts';
import type { AssetUrls } from './asset-urls.ts';
import { checkModule } from './check-module.ts';

/** Options of {@link WorkerRuntime.openSession}. */
interface OpenSessionOptions extends AbortOptions {
  readonly name: string;
  /** Back end that the graph was made for, if any. */
  readonly backend?: Backend | undefined;
  /** Creates the input of the self-test; called only if both back ends are candidates. */
  readonly probe: () => Promise<Probe>;
}

/** The one ORT of this worker: plan, start, sessions, device loss. */
export class WorkerRuntime {
  readonly lane: Lane = new Lane();
  readonly #wish: DeviceChoice;
  readonly #cache: FileCache;
  readonly #urls: AssetUrls;
  readonly #onLost: (reason: string) => void;
  readonly plan: Once<DevicePlan>;
  readonly ort: Once<Ort>;
  /** Back end of each part and the reason, as far as known. */
  readonly placed = new Map<string, { readonly backend: Backend; readonly reason: string }>();
  #watching = false;

  constructor(wish: DeviceChoice, cache: FileCache, urls: AssetUrls, onLost: (reason: string) => void) {
    this.#wish = wish;
    this.#cache = cache;
    this.#urls = urls;
    this.#onLost = onLost;
    this.plan = new Once(() => planDevice(this.#wish, this.#cache));
    this.ort = new Once((signal) => this.#start(signal));
  }

  /** ORT's wasm for the planned build, as a file of the cache. @throws OnsightError `setup-blocked` */
  async wasmFile(): Promise<RemoteFile> {
    const { build } = await this.plan.get();
    // Asked for first, because many megabytes are of no use without it.
    await checkModule(this.#glueUrl(build));
    const { file, bytes, sha256 } = ortFiles[build].wasm;
    const url = build === 'plain' ? this.#urls.plainWasm : this.#urls.asyncifyWasm;
    return { url, group: 'runtime', path: `${ortFiles.version}/${file}`, bytes, sha256 };
  }

  #glueUrl(build: DevicePlan['build']): string {
    return build === 'plain' ? this.#urls.plainMjs : this.#urls.asyncifyMjs;
  }

  async #start(signal: AbortSignal): Promise<Ort> {
    const { build, threads } = await this.plan.get();
    const mjsUrl = this.#glueUrl(build);
    const [blob] = await this.#cache.fetchAll([await this.wasmFile()], { signal });
    return startOrt({
      build,
      files: { mjsUrl, wasm: await (blob ?? new Blob()).arrayBuffer() },
      // ORT starts its threads from the glue module, which cannot start a worker of another origin.
      threads: new URL(mjsUrl).origin === globalThis.origin ? threads.choice : 1,
    });
  }

  /** Creates a session on the best back end for the part; the first visit with a real GPU tries both. */
  async openSession(graph: GraphBytes, options: OpenSessionOptions): Promise<ModelSession> {
    const { name, signal } = options;
    const plan = await this.plan.get();
    await this.ort.get({ signal });
    const backend = options.backend ?? plan.backend;
    const session =
      backend === 'trial'
        ? await this.#tryOrRemember(graph, plan.adapter ?? '', options)
        : await createModelSession(graph, { name, signal, lane: this.lane, backend });
    if (!this.placed.has(name)) this.placed.set(name, { backend: session.backend, reason: plan.reason });
    if (session.backend === 'webgpu' && !this.#watching) {
      this.#watching = true;
      await watchDevice(this.#onLost);
    }
    return session;
  }

  async #tryOrRemember(graph: GraphBytes, adapter: string, options: OpenSessionOptions): Promise<ModelSession> {
    const { name, signal, probe } = options;
    const key = `trial/${ortFiles.version}/${adapter}/${name}`;
    const known = asPlacement(await this.#cache.readRecord(key));
    if (known !== undefined) {
      this.placed.set(name, known);
      return createModelSession(graph, { name, signal, lane: this.lane, backend: known.backend });
    }
    const { session, reason } = await tryBackends(graph, await probe(), { name, signal, lane: this.lane });
    const placement = { backend: session.backend, reason };
    this.placed.set(name, placement);
    await this.#cache.writeRecord(key, placement);
    return session;
  }
}

function asPlacement(record: unknown): { readonly backend: Backend; readonly reason: string } | undefined {
  if (typeof record !== 'object' || record === null || !('backend' in record) || !('reason' in record))
    return undefined;
  const { backend, reason } = record;
  if ((backend !== 'wasm' && backend !== 'webgpu') || typeof reason !== 'string') return undefined;
  return { backend, reason };
}
