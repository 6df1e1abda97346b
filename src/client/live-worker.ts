import { proxy, releaseProxy, wrap, type Remote } from 'comlink';
import { withDeadline } from '../core/async/deadline.ts';
import { OnsightError } from '../core/errors.ts';
import type { OnProgress } from '../core/progress.ts';
import type { Reply, SessionConfig, WorkerApi } from '../protocol/worker-api.ts';
import type { Method, ParamsOf, ProgressOf, ResultOf } from '../protocol/worker-methods.ts';

/** A worker script that has not answered by then never will. */
const handshakeTimeoutMs = 30_000;

/** One worker from its start to its end. Every call races the end, because Comlink's promises would hang. */
export class LiveWorker {
  readonly #worker: Worker;
  readonly #api: Remote<WorkerApi>;
  readonly #watching = new AbortController();
  readonly #ended: Promise<never>;
  #end: (error: OnsightError) => void = () => undefined;
  #alive = true;

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.#api = wrap<WorkerApi>(worker);
    this.#ended = new Promise((_, reject) => {
      this.#end = reject;
    });
    this.#ended.catch(() => undefined);
  }

  /**
   * Starts a worker and shakes hands with it.
   *
   * @throws OnsightError `worker-crashed` when the script does not load, `protocol-mismatch` when it is of another build
   */
  static async start(spawn: () => Worker, config: SessionConfig): Promise<LiveWorker> {
    const live = new LiveWorker(spawn());
    live.#worker.addEventListener('error', live.#onScriptError);
    try {
      const handshake = Promise.race([live.#api.handshake(config), live.#ended]);
      const { build } = await withDeadline(handshake, 'Starting the worker', handshakeTimeoutMs);
      if (build !== config.build)
        throw new OnsightError('protocol-mismatch', { expected: config.build, actual: build });
    } catch (error) {
      live.end('it could not be started');
      throw error;
    }
    // An uncaught error in a worker that runs does not end it: from here on only its lock tells.
    live.#worker.removeEventListener('error', live.#onScriptError);
    live.#watchLock(config.lifeLock);
    return live;
  }

  /** False once the worker has ended, for whatever reason. */
  get alive(): boolean {
    return this.#alive;
  }

  /** Runs one call. @throws OnsightError `worker-crashed` when the worker ends before it answers */
  async call<M extends Method>(
    callId: number,
    method: M,
    params: ParamsOf<M>,
    onProgress: OnProgress<ProgressOf<M>> | undefined,
  ): Promise<Reply<ResultOf<M>>> {
    // Comlink's Remote type loses the generic method; the contract is WorkerApi's.
    const call = this.#api.call as unknown as WorkerApi['call'];
    const answer = call(callId, method, params, onProgress === undefined ? undefined : proxy(onProgress));
    return Promise.race([answer, this.#ended]);
  }

  /** Asks the worker to give a call up. */
  cancel(callId: number): void {
    if (this.#alive) void this.#api.cancel(callId);
  }

  /** Ends the worker; calls that still run reject with `worker-crashed`. */
  end(reason: string): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#watching.abort();
    this.#api[releaseProxy]();
    this.#worker.terminate();
    this.#end(new OnsightError('worker-crashed', { reason }));
  }

  readonly #onScriptError = (event: ErrorEvent): void => {
    this.end(event.message || 'its script could not be loaded');
  };

  /** The worker holds this lock while it lives: getting it means that the worker is gone. */
  #watchLock(name: string): void {
    if (!('locks' in navigator)) return;
    navigator.locks
      .request(name, { signal: this.#watching.signal }, () => {
        this.end('it ended by itself');
      })
      .catch(() => undefined);
  }
}
