import { raceAbort } from '../../core/async/abort.ts';
import { addRows } from './add-rows.ts';
import type { CheckedRows } from '../contract/check-rows.ts';
import type { Collection } from '../collection/collection.ts';
import { segmentRows } from '../format/schema.ts';

/** Outcome of each row of one call. */
type Outcomes = readonly ('added' | 'existing')[];

/** Options of {@link AddQueue.add}. */
interface QueuedAddOptions extends Omit<Parameters<typeof addRows>[2], 'keepFloat32'> {
  readonly signal: AbortSignal | undefined;
}

interface Entry extends QueuedAddOptions {
  readonly checked: CheckedRows;
  readonly resolve: (outcomes: Outcomes) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Combines the rows of concurrent calls: rows that arrive during a transaction go into the next one. Calls are still
 * independent; a failure or an abort of one does not affect the others.
 */
export class AddQueue {
  readonly #collection: Collection;
  readonly #keepFloat32: boolean;
  #waiting: Entry[] = [];
  #busy = false;

  constructor(collection: Collection, keepFloat32: boolean) {
    this.#collection = collection;
    this.#keepFloat32 = keepFloat32;
  }

  /** Adds rows; resolves once they are on disk. */
  add(checked: CheckedRows, options: QueuedAddOptions): Promise<Outcomes> {
    const added = new Promise<Outcomes>((resolve, reject) => {
      this.#waiting.push({ ...options, checked, resolve, reject });
    });
    void this.#drain();
    return raceAbort(added, options.signal);
  }

  /** Never rejects, because every entry has its own promise. */
  async #drain(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    // Includes calls made in the same turn.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup();
      if (!(await this.#tryTogether(group))) for (const entry of group) await this.#writeAlone(entry);
    }
    this.#busy = false;
  }

  #takeGroup(): readonly Entry[] {
    this.#waiting = this.#waiting.filter(({ signal }) => signal?.aborted !== true);
    const replace = this.#waiting[0]?.replace;
    let rows = 0;
    let end = 0;
    for (const entry of this.#waiting) {
      rows += entry.checked.rows.length;
      if (end > 0 && (rows > segmentRows || entry.replace !== replace)) break;
      end += 1;
    }
    return this.#waiting.splice(0, end);
  }

  /** Returns false if the group has to be written one by one. */
  async #tryTogether(group: readonly Entry[]): Promise<boolean> {
    if (group.length < 2) return false;
    const controller = new AbortController();
    const abort = (): void => {
      controller.abort();
    };
    for (const { signal } of group) signal?.addEventListener('abort', abort);
    try {
      const all = joinRows(group.map(({ checked }) => checked));
      const onRequested = (): void => {
        for (const entry of group) entry.onRequested?.();
      };
      const options = { replace: group[0]?.replace === true, signal: controller.signal, onRequested };
      const outcomes = await this.#write(all, options);
      let at = 0;
      for (const { checked, resolve } of group) resolve(outcomes.slice(at, (at += checked.rows.length)));
      return true;
    } catch {
      return false; // each is written alone and reports its own error
    } finally {
      for (const { signal } of group) signal?.removeEventListener('abort', abort);
    }
  }

  async #writeAlone(entry: Entry): Promise<void> {
    try {
      entry.resolve(await this.#write(entry.checked, entry));
    } catch (error) {
      entry.reject(error);
    }
  }

  async #write(checked: CheckedRows, { replace, onRequested, signal }: QueuedAddOptions): Promise<Outcomes> {
    const options = { replace, onRequested, keepFloat32: this.#keepFloat32 };
    const outcomes = await this.#collection.write((view) => addRows(view, checked, options), {
      signal,
      neededBytes: checked.bytes,
    });
    if (outcomes.includes('added')) this.#collection.wrote();
    return outcomes;
  }
}

function joinRows(parts: readonly CheckedRows[]): CheckedRows {
  const vectors = new Float32Array(parts.reduce((sum, part) => sum + part.vectors.length, 0));
  let at = 0;
  for (const part of parts) {
    vectors.set(part.vectors, at);
    at += part.vectors.length;
  }
  return {
    rows: parts.flatMap(({ rows }) => rows),
    vectors,
    bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
