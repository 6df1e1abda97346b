import { OnsightError } from '../core/errors.ts';
import { linkAbort } from '../core/async/link-abort.ts';
import { sleep } from '../core/async/sleep.ts';

/** A failed request, as classified by the engine whose client threw. */
export interface Failure {
  readonly reason: string;
  /** HTTP status; undefined if there was no response. */
  readonly status?: number | undefined;
  /** True if retrying is pointless, for failures without a status. */
  readonly final?: boolean | undefined;
  /** Delay the server asked for. */
  readonly retryAfterMs?: number | undefined;
}

/** Options of requests to a server. */
export interface RequestOptions {
  readonly url: string;
  /** Time limit of one response. */
  readonly timeoutMs: number;
  /** Delay before the first retry; doubles each time. */
  readonly retryDelayMs: number;
  /** Classifies an error of the client. */
  readonly explain: (error: unknown) => Failure;
}

const attempts = 4;
const longestDelayMs = 10_000;

/**
 * Makes an idempotent request; tries up to four times in all if the server is unreachable, busy (429) or broken (5xx).
 *
 * @throws OnsightError `remote-unreachable` if there was no response, `remote-failed` otherwise; `signal.reason`
 */
export async function callServer<T>(
  call: (signal: AbortSignal) => Promise<T>,
  options: RequestOptions,
  signal: AbortSignal | undefined,
): Promise<T> {
  const { url, timeoutMs, retryDelayMs, explain } = options;
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    const limit = limitTime(timeoutMs, signal);
    try {
      return await call(limit.signal);
    } catch (error) {
      signal?.throwIfAborted();
      const failure: Failure = limit.signal.aborted ? { reason: `no answer within ${timeoutMs} ms` } : explain(error);
      if (!isPassing(failure) || attempt === attempts) throw toError(url, failure, error);
      await sleep(Math.min(longestDelayMs, failure.retryAfterMs ?? retryDelayMs * 2 ** (attempt - 1)), signal);
    } finally {
      limit.end();
    }
  }
}

function isPassing({ status, final }: Failure): boolean {
  return status === undefined ? final !== true : status === 429 || status >= 500;
}

function toError(url: string, { reason, status, final }: Failure, cause: unknown): OnsightError {
  if (status !== undefined) return new OnsightError('remote-failed', { url, reason, status }, { cause });
  return final === true
    ? new OnsightError('remote-failed', { url, reason }, { cause })
    : new OnsightError('remote-unreachable', { url, reason }, { cause });
}

interface TimeLimit {
  readonly signal: AbortSignal;
  end(): void;
}

/** Aborts with `signal`, or after `timeoutMs`. */
function limitTime(timeoutMs: number, signal: AbortSignal | undefined): TimeLimit {
  const linked = linkAbort(signal);
  const timer = setTimeout(() => {
    linked.abort(undefined);
  }, timeoutMs);
  return {
    signal: linked.signal,
    end: () => {
      clearTimeout(timer);
      linked.unlink();
    },
  };
}
