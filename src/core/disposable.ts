import { OnsightError } from './errors.ts';

/** Tracks whether an object was disposed, and guards its methods. */
export class DisposeGuard {
  readonly #what: string;
  #disposing: Promise<void> | undefined;

  constructor(what: string) {
    this.#what = what;
  }

  /** @throws OnsightError `disposed` once {@link DisposeGuard.dispose} was called. */
  check(): void {
    if (this.#disposing !== undefined) throw new OnsightError('disposed', { what: this.#what });
  }

  /** Runs `end` on the first call; later calls wait for the same end. */
  dispose(end: () => Promise<void>): Promise<void> {
    return (this.#disposing ??= end());
  }
}
