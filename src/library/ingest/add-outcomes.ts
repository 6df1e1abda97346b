import type { AddCounter } from './add-progress.ts';
import { folderOf, type NamedItem } from './named-item.ts';
import type { AddFailure, AddResult } from './ingest.ts';
import type { SkippedItems } from './unseen-items.ts';

type Outcome =
  | { readonly kind: 'added' | 'skipped'; readonly id: string }
  | { readonly kind: 'failed'; readonly failure: AddFailure };

/** Outcome of each item of an `add`, counted and in the order of the items. */
export class AddOutcomes implements SkippedItems {
  readonly #files: readonly NamedItem[];
  readonly #counter: AddCounter;
  readonly #outcomes: (Outcome | undefined)[];
  /** Files whose content came before, with the id that says what became of it. */
  readonly #repeated: { readonly index: number; readonly id: string }[] = [];
  /** Failures by the id of the content. */
  readonly #failures = new Map<string, AddFailure>();

  constructor(files: readonly NamedItem[], counter: AddCounter) {
    this.#files = files;
    this.#counter = counter;
    this.#outcomes = files.map(() => undefined);
  }

  onStored = (index: number, id: string): void => {
    this.#settle(index, { kind: 'skipped', id });
  };

  onRepeated = (index: number, id: string): void => {
    this.#repeated.push({ index, id });
  };

  onFailed = (index: number, failure: AddFailure, id?: string): void => {
    if (id !== undefined) this.#failures.set(id, failure);
    this.#settle(index, { kind: 'failed', failure });
  };

  onAdded = (index: number, id: string): void => {
    this.#settle(index, { kind: 'added', id });
  };

  /** The result of the whole call, once every file that is no repetition is settled. */
  finish(): AddResult {
    for (const { index, id } of this.#repeated) {
      const failure = this.#failures.get(id);
      const file = this.#files[index];
      if (failure === undefined || file === undefined) this.onStored(index, id);
      else this.onFailed(index, failureOf(failure, file));
    }
    this.#counter.finish();
    const settled = this.#outcomes.filter((outcome) => outcome !== undefined);
    const idsOf = (kind: 'added' | 'skipped'): string[] =>
      settled.flatMap((outcome) => (outcome.kind === kind ? [outcome.id] : []));
    return {
      added: idsOf('added'),
      skipped: idsOf('skipped'),
      failed: settled.flatMap((outcome) => (outcome.kind === 'failed' ? [outcome.failure] : [])),
    };
  }

  #settle(index: number, outcome: Outcome): void {
    this.#outcomes[index] = outcome;
    this.#counter.done(outcome.kind, this.#files[index]?.bytes ?? 0);
  }
}

/** The failure of a file with the same content, told of `file`. */
function failureOf({ name, folder: _, ...failure }: AddFailure, file: NamedItem): AddFailure {
  const folder = folderOf(file);
  const message = failure.message.replace(name, () => file.name);
  return { ...failure, name: file.name, ...(folder === undefined ? {} : { folder }), message };
}
