import { OnsightError } from '../../core/errors.ts';
import { probeSetup } from '../setup/probe-setup.ts';
import { sleep } from '../../core/async/sleep.ts';

/** A failure that a retry may cure: broken network, busy server, truncated response. */
export class TransientFailure extends Error {
  readonly status: number | undefined;
  /** Delay requested by the server, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(reason: string, options: { status?: number; retryAfterMs?: number; cause?: unknown } = {}) {
    super(reason, { cause: options.cause });
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Options of {@link retrying}. */
interface RetryOptions {
  readonly url: string;
  /** File name for `not-cached-offline`. */
  readonly file: string;
  readonly signal: AbortSignal;
  /** Delay before the first retry; doubles with each consecutive failure. */
  readonly delayMs: number;
  /** Any value that grows as data arrives: a download that makes progress is never given up. */
  readonly progress?: () => number;
}

const attemptsInARow = 4;
const maxDelayMs = 10_000;

/**
 * Runs `attempt` until it succeeds, fails permanently, or fails four times in a row without progress.
 *
 * @throws OnsightError `download-failed`, or `not-cached-offline` if the browser reports no network
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
      // Checked only after a failure, because a loopback server answers without a network.
      if (!navigator.onLine) throw new OnsightError('not-cached-offline', { file }, { cause: error });
      if (progress() > reached) failures = 1;
      reached = progress();
      if (failures >= attemptsInARow) throw await explainFailure(url, error);
      await sleep(Math.min(maxDelayMs, error.retryAfterMs ?? delayMs * 2 ** (failures - 1)), signal);
    }
  }
}

/**
 * The error of a download that was given up. A connection that fails may be one that the page's setup does not allow,
 * which the browser does not report.
 */
export async function explainFailure(url: string, error: TransientFailure): Promise<OnsightError> {
  const { status, cause } = error;
  const isRefused = status === undefined && cause instanceof TypeError;
  const found = isRefused ? await probeSetup({ url, use: 'file' }) : undefined;
  const known = status === undefined ? {} : { status };
  return found ?? new OnsightError('download-failed', { url, reason: error.message, ...known }, { cause: error });
}
