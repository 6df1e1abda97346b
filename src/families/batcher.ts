import type { AbortOptions } from '../core/async/abort.ts';
import type { Priority } from '../core/async/lane.ts';
import { yieldTask } from '../core/async/yield-task.ts';

/** Runs one batch; returns one output per input, in order. */
type RunBatch<I, O> = (inputs: readonly I[], priority: Priority) => Promise<readonly O[]>;

interface Job<I, O> {
  readonly input: I;
  readonly priority: Priority;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (output: O) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Micro-batching: inputs that arrive while a batch runs form the next one, at most `limit()` at a time. Interactive
 * work goes first. Aborted work is dropped. A failed batch fails its own members only.
 */
export class Batcher<I, O> {
  readonly #run: RunBatch<I, O>;
  readonly #limit: () => number;
  #waiting: Job<I, O>[] = [];
  #pumping = false;

  constructor(run: RunBatch<I, O>, limit: () => number) {
    this.#run = run;
    this.#limit = limit;
  }

  /** The outputs for `inputs`, in order. */
  async add(
    inputs: readonly I[],
    options: AbortOptions & { readonly priority?: Priority | undefined } = {},
  ): Promise<O[]> {
    const { signal, priority = 'interactive' } = options;
    signal?.throwIfAborted();
    const outputs = inputs.map(
      (input) =>
        new Promise<O>((resolve, reject) => {
          this.#waiting.push({ input, priority, signal, resolve, reject });
        }),
    );
    void this.#pump();
    return Promise.all(outputs);
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    // Calls that arrive in the same turn of the event loop belong together.
    await yieldTask();
    for (let batch = this.#take(); batch.length > 0; batch = this.#take()) await this.#runBatch(batch);
    this.#pumping = false;
  }

  /** The next batch: of one priority, so that a query never waits for a full batch of background work. */
  #take(): Job<I, O>[] {
    for (const job of this.#waiting) if (job.signal?.aborted === true) job.reject(job.signal.reason);
    this.#waiting = this.#waiting.filter((job) => job.signal?.aborted !== true);
    const first = this.#waiting.find((job) => job.priority === 'interactive') ?? this.#waiting[0];
    const batch = this.#waiting.filter((job) => job.priority === first?.priority).slice(0, this.#limit());
    this.#waiting = this.#waiting.filter((job) => !batch.includes(job));
    return batch;
  }

  async #runBatch(batch: readonly Job<I, O>[]): Promise<void> {
    try {
      const outputs = await this.#run(
        batch.map((job) => job.input),
        batch[0]?.priority ?? 'interactive',
      );
      for (const [index, job] of batch.entries()) {
        const output = outputs[index];
        if (output === undefined)
          job.reject(new RangeError(`A batch of ${String(batch.length)} gave too few outputs.`));
        else if (job.signal?.aborted === true) job.reject(job.signal.reason);
        else job.resolve(output);
      }
    } catch (error) {
      for (const job of batch) job.reject(error);
    }
  }
}
