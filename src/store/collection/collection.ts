import { DisposeGuard } from '../../core/disposable.ts';
import { OnsightError } from '../../core/errors.ts';
import { measure } from '../../core/measure.ts';
import { checkQuota } from '../../core/storage.ts';
import type { VectorKernels } from '../../vectors/kernels/vector-kernels.ts';
import type { ChangeSignal } from '../database/change-signal.ts';
import { checkState } from '../database/collection-state.ts';
import type { Connection, TransactionOptions } from '../database/connection.ts';
import { mergeable, mergeSegments } from '../segments/merge-segments.ts';
import { CollectionSnapshot } from '../segments/collection-snapshot.ts';
import { planMerge } from '../segments/plan-merge.ts';
import type { Expected } from '../format/schema.ts';
import type { View, WriteView } from '../segments/view.ts';
import { writeMark } from '../database/write-mark.ts';

/** Smaller writes are not checked against the quota, because the check takes longer than the write. */
const checkedBytes = 1 << 20;

/** An open collection: runs calls in transactions, announces writes, and merges segments in the background. */
export class Collection {
  readonly expected: Expected;
  readonly changes: ChangeSignal;
  readonly snapshot: CollectionSnapshot;
  readonly #connection: Connection;
  readonly #guard: DisposeGuard;
  /** Snapshots of other models' spaces that searches needed. */
  readonly #spaceSnapshots = new Map<number, CollectionSnapshot>();
  #tidying: Promise<void> | undefined;

  constructor(expected: Expected, connection: Connection, changes: ChangeSignal, kernels: VectorKernels) {
    this.expected = expected;
    this.changes = changes;
    this.snapshot = new CollectionSnapshot(kernels);
    changes.onChange(() => {
      this.snapshot.markStale();
      for (const snapshot of this.#spaceSnapshots.values()) snapshot.markStale();
    });
    this.#connection = connection;
    this.#guard = new DisposeGuard(`The store "${expected.name}"`);
  }

  /** @throws OnsightError `disposed` after {@link Collection.close} */
  check(): void {
    this.#guard.check();
  }

  /** Runs a read-only call. */
  read<T>(task: (view: View<'readonly'>) => Promise<T>, options?: TransactionOptions): Promise<T> {
    return this.#run('readonly', task, options);
  }

  /**
   * Same as {@link Collection.read}, but runs `speculate` on the snapshot while the disk confirms that it is up to date.
   * `task` receives the result, and must check that the snapshot has not changed since.
   */
  readAhead<A, T>(
    speculate: (view: Omit<View, 'state'>) => A,
    task: (view: View<'readonly'>, ahead: A | undefined) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T> {
    let ahead: A | undefined;
    const keep = (view: Omit<View, 'state'>): void => {
      ahead = speculate(view);
    };
    return this.#run('readonly', (view) => task(view, ahead), options, keep);
  }

  /**
   * Runs a read-only call that also reads the vectors of another model's space, including rows that were moved out of
   * it.
   */
  readIn<T>(
    space: number,
    task: (view: View<'readonly'>, inSpace: View<'readonly'>) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T> {
    const snapshot = this.#spaceSnapshots.get(space) ?? new CollectionSnapshot(this.snapshot.kernels, space);
    this.#spaceSnapshots.set(space, snapshot);
    return this.read(async (view) => {
      const state = await snapshot.sync(view.tx, this.expected);
      return task(view, { tx: view.tx, state, snapshot });
    }, options);
  }

  /** Releases the snapshots of other spaces. */
  forgetSpaces(): void {
    for (const snapshot of this.#spaceSnapshots.values()) snapshot.forget();
    this.#spaceSnapshots.clear();
  }

  /** Runs a writing call: everything is on disk when this resolves, nothing when it rejects. */
  async write<T>(task: (view: WriteView) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    this.check();
    const { neededBytes = 0 } = options;
    if (neededBytes >= checkedBytes) await checkQuota(neededBytes);
    writeMark.begin();
    try {
      return await measure('store', () => this.#run('readwrite', task, options));
    } finally {
      writeMark.end();
    }
  }

  async #run<M extends 'readonly' | 'readwrite', T>(
    mode: M,
    task: (view: View<M>) => Promise<T>,
    options?: TransactionOptions,
    meanwhile?: (view: Omit<View, 'state'>) => void,
  ): Promise<T> {
    this.check();
    try {
      return await this.#connection.run(
        mode,
        async (tx) => {
          const [state] = await Promise.all([
            this.snapshot.sync(tx, this.expected), // a Tx of either mode can read
            new Promise<void>((done) => {
              meanwhile?.({ tx, snapshot: this.snapshot });
              done();
            }),
          ]);
          checkState(state, this.expected);
          return task({ tx, state, snapshot: this.snapshot });
        },
        options,
      );
    } finally {
      // Not awaited, so that the first result is not delayed.
      void writeMark.mend();
    }
  }

  /** Call after a write: announces it, and starts merging segments in the background if there are too many. */
  wrote(): void {
    this.changes.announce();
    this.#tidying ??= this.#tidy().finally(() => {
      this.#tidying = undefined;
    });
  }

  /** Resolves once no merge is in progress. */
  async tidied(): Promise<void> {
    await this.#tidying;
  }

  close(): Promise<void> {
    return this.#guard.dispose(async () => {
      await this.#tidying;
      this.changes.close();
      await this.#connection.close();
      this.snapshot.forget();
      this.forgetSpaces();
    });
  }

  async #tidy(): Promise<void> {
    try {
      for (;;) {
        const plans = await this.read(({ snapshot }) => Promise.resolve(mergeable(snapshot).map(planMerge)));
        const plan = plans.find((each) => each !== undefined);
        if (plan === undefined) return;
        await this.write((view) => mergeSegments(view, plan));
      }
    } catch (error) {
      // A merge only saves time and space. A failed one changes nothing, and the next write tries again.
      if (!OnsightError.is(error)) throw error;
    }
  }
}
