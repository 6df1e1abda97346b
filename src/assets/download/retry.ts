import { OnsightError } from '../../core/errors.ts';
import { sleep } from '../../core/async/sleep.ts';

/** A failure that may pass by itself: the network broke, the server is busy, the answer ended early. */
export class TransientFailure extends Error {
  readonly status: number | undefined;
  /** What the server asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(reason: string, options: { status?: number; retryAfterMs?: number; cause?: unknown } = {}) {
    super(reason, { cause: options.cause });
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** What is tried again, and how patiently. */
export interface RetryOptions {
  readonly url: string;
  /** Name for the visitor, used in `not-cached-offline`. */
  readonly file: string;
  readonly signal: AbortSignal;
  /** The first wait; it doubles with each failure in a row. */
  readonly delayMs: number;
  /** Grows whenever something arrived: a download that moves is never given up. */
  readonly progress?: () => number;
}

const attemptsInARow = 4;
const longestDelayMs = 10_000;

/**
 * Runs `attempt` until it succeeds, fails for good, or fails in passing four times in a row without any progress.
 *
 * @throws OnsightError `download-failed`, or `not-cached-offline` when the browser says that there is no network
 */
export async function retrying<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { url, file, signal, delayMs, progress = () => 0 } = options;
  let reached = progress();
  for (let failures = 1; ; failures += 1) {
    try {
      signal.throwIfAborted();
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof TransientFailure)) throw error;
      // Asked only after a failure: without any network a loopback server still answers.
      if (!navigator.onLine) throw new OnsightError('not-cached-offline', { file }, { cause: error });
      if (progress() > reached) failures = 1;
      reached = progress();
      if (failures >= attemptsInARow) throw toDownloadFailed(url, error);
      await sleep(Math.min(longestDelayMs, error.retryAfterMs ?? delayMs * 2 ** (failures - 1)), signal);
    }
  }
}

function toDownloadFailed(url: string, error: TransientFailure): OnsightError {
  const status = error.status === undefined ? {} : { status: error.status };
  return new OnsightError('download-failed', { url, reason: error.message, ...status }, { cause: error });
}
