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

/** A collection that is open: runs calls in transactions, tells of writes, and keeps itself tidy. */
export class Collection {
  readonly expected: Expected;
  readonly changes: ChangeSignal;
  readonly snapshot: CollectionSnapshot;
  readonly #connection: Connection;
  readonly #guard: DisposeGuard;
  /** Copies of spaces of other models, as far as searches needed them. */
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

  /** Runs a call that only reads. `meanwhile` runs before `task`, while the disk says whether the copy is up to date. */
  read<T>(
    task: (view: View<'readonly'>) => Promise<T>,
    options?: TransactionOptions,
    meanwhile?: (view: Omit<View, 'state'>) => void,
  ): Promise<T> {
    return this.#run('readonly', task, options, meanwhile);
  }

  /** Runs a call that reads the vectors of a space of another model as well, those of rows that were moved among them. */
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

  /** Lets go of what is in memory of other spaces. */
  forgetSpaces(): void {
    for (const snapshot of this.#spaceSnapshots.values()) snapshot.forget();
    this.#spaceSnapshots.clear();
  }

  /** Runs a call that may write: all of it is on disk when this resolves, or nothing when it rejects. */
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
      // The first result need not wait for it.
      void writeMark.mend();
    }
  }

  /** After a write: tells everyone, and merges segments in the background when there are too many. */
  wrote(): void {
    this.changes.announce();
    this.#tidying ??= this.#tidy().finally(() => {
      this.#tidying = undefined;
    });
  }

  /** Resolves when no merge is under way. */
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
        const plan = await this.read(({ snapshot }) => Promise.resolve(planMerge(mergeable(snapshot))));
        if (plan === undefined) return;
        await this.write((view) => mergeSegments(view, plan));
      }
    } catch (error) {
      // A merge only saves time and room. One that fails leaves all as it was, and the next write tries again.
      if (!OnsightError.is(error)) throw error;
    }
  }
}
