import type { IDBPDatabase } from 'idb';
import { OnsightError, reasonOf } from '../../core/errors.ts';
import type { VectorKernels } from '../../vectors/kernels/vector-kernels.ts';
import { openDatabase } from './open-database.ts';
import { storeNames, type Expected, type Schema, type Tx } from '../format/schema.ts';
import { availableBytes } from '../../core/storage.ts';

/** Dependencies of a {@link Connection}. */
interface ConnectionDeps {
  readonly expected: Expected;
  readonly kernels: VectorKernels;
  readonly durability: 'strict' | 'relaxed';
}

/** Options of one transaction. */
export interface TransactionOptions {
  readonly signal?: AbortSignal | undefined;
  /** Approximate size of the write, for the error message if space runs out. */
  readonly neededBytes?: number;
}

// WebKit loses the connection when the device sleeps or its database process ends. It reports one of these; a
// transaction in flight gets an AbortError that nobody requested.
const lostNames: ReadonlySet<string> = new Set(['InvalidStateError', 'UnknownError', 'AbortError']);

/** Connection to the database of one collection: runs transactions, and reopens a lost connection. */
export class Connection {
  readonly #expected: Expected;
  readonly #kernels: VectorKernels;
  readonly #durability: IDBTransactionDurability;
  readonly #onTaken: () => void;
  #db: Promise<IDBPDatabase<Schema>> | undefined;
  #taken: 'outdated' | 'deleted' | undefined;

  /** `onTaken` is called when another tab upgraded or deleted the database. */
  constructor({ expected, kernels, durability }: ConnectionDeps, onTaken: () => void) {
    this.#expected = expected;
    this.#kernels = kernels;
    this.#durability = durability;
    this.#onTaken = onTaken;
  }

  /**
   * Runs `task` in one transaction over all object stores. A write is on disk when this resolves; nothing is written
   * when it rejects. A task may run twice (after a lost connection) and may await nothing but its own requests.
   *
   * @throws OnsightError `store-failed`, `store-outdated`, `store-blocked`, `quota-exceeded`
   */
  async run<M extends 'readonly' | 'readwrite', T>(
    mode: M,
    task: (tx: Tx<M>) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    const { signal, neededBytes = 0 } = options;
    for (let attempt = 1; ; attempt += 1) {
      signal?.throwIfAborted();
      try {
        return await transact(await this.#open(), { mode, task, signal, durability: this.#durability });
      } catch (error) {
        signal?.throwIfAborted();
        if (attempt > 1 || !lostNames.has(errorName(error)))
          throw await toStoreError(this.#expected.name, error, neededBytes);
        await this.close();
      }
    }
  }

  /** Closes the database; the next {@link Connection.run} reopens it. */
  async close(): Promise<void> {
    const db = this.#db;
    this.#db = undefined;
    // A database that failed to open needs no closing.
    await db?.then(
      (open) => {
        open.close();
      },
      () => undefined,
    );
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    this.#checkTaken();
    if (this.#db === undefined) {
      const opening = openDatabase(this.#expected, this.#kernels, (how) => {
        this.#taken = how;
        this.#db = undefined;
        this.#onTaken();
      });
      this.#db = opening;
      opening.catch(() => {
        if (this.#db === opening) this.#db = undefined;
      });
    }
    return this.#db;
  }

  #checkTaken(): void {
    const store = this.#expected.name;
    if (this.#taken === 'outdated') throw new OnsightError('store-outdated', { store });
    if (this.#taken === 'deleted') {
      // Reported once: a call in progress must fail, but a store that is kept open may recreate the database.
      this.#taken = undefined;
      throw new OnsightError('store-failed', {
        store,
        reason: 'it was deleted elsewhere; the next call creates it again',
      });
    }
  }
}

interface Transaction<M extends 'readonly' | 'readwrite', T> {
  readonly mode: M;
  readonly task: (tx: Tx<M>) => Promise<T>;
  readonly signal: AbortSignal | undefined;
  readonly durability: IDBTransactionDurability;
}

async function transact<M extends 'readonly' | 'readwrite', T>(
  db: IDBPDatabase<Schema>,
  { mode, task, signal, durability }: Transaction<M, T>,
): Promise<T> {
  signal?.throwIfAborted();
  const tx = db.transaction(storeNames, mode, { durability });
  const abort = (): void => {
    try {
      tx.abort();
    } catch {
      // It has already ended.
    }
  };
  const ended = tx.done.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const value = await task(tx);
    if (mode === 'readwrite') {
      const failed = await ended;
      if (failed !== undefined) throw failed.error;
    }
    signal?.throwIfAborted();
    return value;
  } catch (error) {
    // Otherwise the writes of a task that throws half-way would be committed.
    abort();
    await ended;
    // The error of the transaction has the cause (disk full); the request only reports that it was aborted.
    throw tx.error ?? error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** Name of a DOMException or other error. */
function errorName(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/**
 * Converts an IndexedDB error. Misuse (TypeError, RangeError) and typed errors pass unchanged. `neededBytes` is the
 * approximate size of the failed write.
 */
async function toStoreError(store: string, error: unknown, neededBytes: number): Promise<Error> {
  if (OnsightError.is(error) || error instanceof TypeError || error instanceof RangeError) return error;
  switch (errorName(error)) {
    case 'QuotaExceededError':
      return new OnsightError(
        'quota-exceeded',
        { neededBytes, availableBytes: await reportedBytes(neededBytes) },
        { cause: error },
      );
    case 'VersionError':
      return new OnsightError('store-outdated', { store }, { cause: error });
    default:
      return new OnsightError('store-failed', { store, reason: reasonOf(error) }, { cause: error });
  }
}

/**
 * Bytes still available to this origin; 0 if unknown or contradicted by the failed write (Chromium reports a fixed
 * figure to protect privacy).
 */
async function reportedBytes(neededBytes: number): Promise<number> {
  const left = (await availableBytes()) ?? 0;
  return left < neededBytes ? left : 0;
}
