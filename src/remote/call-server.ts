import { OnsightError } from '../core/errors.ts';
import { linkAbort } from '../core/async/link-abort.ts';
import { sleep } from '../core/async/sleep.ts';

/** What went wrong, told apart by the engine whose client threw it. */
export interface Failure {
  readonly reason: string;
  /** HTTP status; undefined where there was no answer. */
  readonly status?: number | undefined;
  /** Whether the same call would fail again, where there is no status to tell. */
  readonly final?: boolean | undefined;
  /** What the server asks to wait. */
  readonly retryAfterMs?: number | undefined;
}

/** How a server is called. */
export interface RequestOptions {
  readonly url: string;
  /** Wait for one answer. */
  readonly timeoutMs: number;
  /** The first wait before a call is made again; doubles each time. */
  readonly retryDelayMs: number;
  /** What the client's error says. */
  readonly explain: (error: unknown) => Failure;
}

const attempts = 4;
const longestDelayMs = 10_000;

/**
 * Makes a call that does no harm when it is made twice; makes it again, up to four times in all, where the server is
 * away, busy (429) or broken (5xx).
 *
 * @throws OnsightError `remote-unreachable` where no answer came, `remote-failed` for any other; `signal.reason`
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
