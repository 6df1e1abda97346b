import { releaseProxy, transfer, type Remote } from 'comlink';
import { OnsightError } from '../core/errors.ts';
import { throttleProgress } from '../core/progress.ts';
import { build } from '../protocol/build.ts';
import { encodeError } from '../protocol/wire-error.ts';
import type { Reply, SessionConfig, WorkerApi } from '../protocol/worker-api.ts';
import type { Method, ParamsOf, ProgressOf, ResultOf } from '../protocol/worker-methods.ts';
import type { Methods } from './methods.ts';

/** What a worker works with once it is configured. */
export interface WorkerParts {
  /** The methods that it has. */
  readonly methods: Partial<Methods>;
  /** Rejects when nothing that runs here can be trusted to settle. */
  readonly lost?: Promise<never>;
  /** True when something inside may never settle again: only a new worker helps. */
  readonly isPoisoned?: () => boolean;
}

/** Makes a worker's parts of the page's configuration. */
export type SetUp = (config: SessionConfig) => WorkerParts;

/** Answers calls with the methods that `setUp` makes of the page's configuration. */
export class CallService implements WorkerApi {
  readonly #setUp: SetUp;
  readonly #calls = new Map<number, AbortController>();
  #ready: WorkerParts | undefined;

  constructor(setUp: SetUp) {
    this.#setUp = setUp;
  }

  async handshake(config: SessionConfig): Promise<{ readonly build: string }> {
    await holdLock(config.lifeLock);
    this.#ready = this.#setUp(config);
    return { build };
  }

  async call<M extends Method>(
    callId: number,
    method: M,
    params: ParamsOf<M>,
    onProgress?: (event: ProgressOf<M>) => void,
  ): Promise<Reply<ResultOf<M>>> {
    const controller = new AbortController();
    this.#calls.set(callId, controller);
    const progress = relayProgress(onProgress);
    try {
      if (this.#ready === undefined) throw new OnsightError('internal', { reason: 'a call came before the handshake' });
      const { methods, lost } = this.#ready;
      const run: Methods[M] | undefined = methods[method];
      if (run === undefined) throw new OnsightError('internal', { reason: `this worker has no "${method}"` });
      const running = run(params, { signal: controller.signal, onProgress: progress.report });
      const value = await Promise.race(lost === undefined ? [running] : [running, lost]);
      await progress.end();
      return transfer({ ok: true, value }, transferablesOf(value));
    } catch (error) {
      await progress.end();
      const recycle = OnsightError.is(error, 'device-lost') || (this.#ready?.isPoisoned?.() ?? false);
      return { ok: false, error: encodeError(error), recycle };
    } finally {
      this.#calls.delete(callId);
    }
  }

  cancel(callId: number): void {
    this.#calls.get(callId)?.abort();
  }
}

/** Holds a lock for the life of this worker; where locks are missing the page has only error events. */
function holdLock(name: string): Promise<void> {
  if (!('locks' in navigator)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, () => {
        resolve();
        return new Promise<never>(() => undefined);
      })
      .catch(reject);
  });
}

/** Passes progress on to the page, throttled; `end` waits until the last event has arrived there. */
function relayProgress<E>(onProgress: ((event: E) => void) | undefined): {
  readonly report: (event: E) => void;
  readonly end: () => Promise<void>;
} {
  if (onProgress === undefined) return { report: () => undefined, end: () => Promise.resolve() };
  // Over the wire the callback is a Comlink proxy, whose calls are promises and which must be released.
  const remote = onProgress as Remote<(event: E) => void>;
  let last: Promise<unknown> = Promise.resolve();
  const throttled = throttleProgress<E>((event) => {
    last = Promise.resolve(remote(event as Parameters<typeof remote>[0])).catch(() => undefined);
  });
  return {
    report: throttled.report,
    end: async () => {
      throttled.flush();
      await last;
      remote[releaseProxy]();
    },
  };
}

/** Vectors of a reply move instead of being copied; each is a buffer of its own. */
function transferablesOf(value: unknown): ArrayBuffer[] {
  if (value instanceof Float32Array && value.buffer instanceof ArrayBuffer) return [value.buffer];
  return [];
}
