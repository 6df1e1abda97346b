import { observable, type Observable, type WritableObservable } from './observable.ts';
import { shownValue, type Resource } from './resource.ts';

/** Context of one run. */
export interface RunContext<P> {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: P) => void;
}

/**
 * Runs a task for the latest input only. One run is active at a time: an input that arrives meanwhile replaces the one
 * that waits, so results keep changing while a visitor types, however fast. An aborted run changes nothing.
 */
export class LatestRun<I, T, P = never> {
  readonly #run: (input: I, context: RunContext<P>) => Promise<T>;
  readonly #state: WritableObservable<Resource<T, P>> = observable<Resource<T, P>>({ status: 'idle' });
  #active: AbortController | undefined;
  #waiting: { readonly input: I; readonly isQuiet: boolean } | undefined;

  constructor(run: (input: I, context: RunContext<P>) => Promise<T>) {
    this.#run = run;
  }

  get state(): Observable<Resource<T, P>> {
    return this.#state;
  }

  /**
   * Runs with `input` as soon as the active run has ended.
   *
   * @param isQuiet - keeps the value and its status until the new one is there; a failure then changes nothing
   */
  start(input: I, { isQuiet = false }: { readonly isQuiet?: boolean } = {}): void {
    const wasReady = this.#state.value.status === 'ready';
    // A quiet run must not take the place of one that the visitor waits for.
    if (isQuiet && this.#waiting !== undefined && !this.#waiting.isQuiet) return;
    this.#waiting = { input, isQuiet: isQuiet && wasReady };
    if (!this.#waiting.isQuiet && this.#state.value.status !== 'loading') this.#load(undefined);
    if (this.#active === undefined) void this.#runWaiting();
  }

  /** Aborts the active run, drops the waiting one, and returns to `idle`. */
  reset(): void {
    this.#active?.abort(new DOMException('The state was reset.', 'AbortError'));
    this.#active = undefined;
    this.#waiting = undefined;
    this.#state.set({ status: 'idle' });
  }

  async #runWaiting(): Promise<void> {
    for (let next = this.#waiting; next !== undefined; next = this.#waiting) {
      this.#waiting = undefined;
      const controller = new AbortController();
      this.#active = controller;
      const { signal } = controller;
      const { input, isQuiet } = next;
      try {
        const onProgress = (progress: P): void => {
          if (!signal.aborted && this.#state.value.status === 'loading') this.#load(progress);
        };
        const value = await this.#run(input, { signal, onProgress });
        if (signal.aborted) return;
        this.#show(value);
      } catch (error) {
        if (signal.aborted) return;
        if (!isQuiet) this.#state.set({ status: 'failed', error, previous: shownValue(this.#state.value) });
      }
      this.#active = undefined;
    }
  }

  /** Shows a value; as an interim one while a newer input waits. */
  #show(value: T): void {
    const isInterim = this.#waiting !== undefined && !this.#waiting.isQuiet;
    this.#state.set(
      isInterim ? { status: 'loading', progress: undefined, previous: value } : { status: 'ready', value },
    );
  }

  #load(progress: P | undefined): void {
    this.#state.set({ status: 'loading', progress, previous: shownValue(this.#state.value) });
  }
}
