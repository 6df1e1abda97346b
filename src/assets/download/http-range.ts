import { OnsightError, reasonOf } from '../../core/errors.ts';
import { isMissing } from '../setup/probe-setup.ts';
import { linkAbort } from '../../core/async/link-abort.ts';
import { TransientFailure } from './retry.ts';

/** Bytes `start` to `end` (exclusive) of a file. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Options for making requests. */
export interface Requester {
  readonly fetch: typeof globalThis.fetch;
  /** Time without any data after which a response counts as broken. */
  readonly stallMs: number;
}

interface AnswerBase {
  /** ETag or Last-Modified of the version served; empty if missing or hidden by CORS. */
  readonly validator: string;
}

/** The server's response to a request for a file or a range. Every `part` and `whole` must be read or cancelled. */
export type RangeAnswer = AnswerBase &
  (
    | { readonly kind: 'part'; readonly range: ByteRange; readonly total: number; readonly body: Body }
    /** `total` is the Content-Length; `exact` is false if it may be the size of a compressed response. */
    | { readonly kind: 'whole'; readonly total: number | undefined; readonly exact: boolean; readonly body: Body }
    /** The range starts past the end; `total` is 0 for an empty file. */
    | { readonly kind: 'outside'; readonly total: number | undefined }
    /** A partial response without a Content-Range. */
    | { readonly kind: 'unusable' }
  );

/** Body of a response. */
interface Body {
  chunks(): AsyncGenerator<Uint8Array, void>;
  cancel(): Promise<void>;
}

/**
 * Requests a file or a range of it. Sends no If-Range, because it is not a CORS-safelisted header and a preflight
 * breaks hosts that would answer the plain request. Versions are distinguished by comparing the validators of the
 * responses instead.
 *
 * @throws TransientFailure if a retry may succeed; OnsightError `download-failed` if not
 */
export async function requestBytes(
  requester: Requester,
  url: string,
  range: ByteRange | undefined,
  signal: AbortSignal,
): Promise<RangeAnswer> {
  const linked = linkAbort(signal);
  // Ranges are of HTTP: an extension's own files (`chrome-extension:`) cannot be asked for in parts.
  const headers: HeadersInit =
    range === undefined || !/^https?:/.test(url)
      ? {}
      : { range: `bytes=${String(range.start)}-${String(range.end - 1)}` };
  // no-store: files are stored by this cache; a second copy in the HTTP cache would double the space.
  const init: RequestInit = { headers, cache: 'no-store', signal: linked.signal };
  const response = await watched(() => requester.fetch(url, init), requester.stallMs, linked, signal);
  const answer = toAnswer(response, url, toBody(response, requester.stallMs, linked, signal));
  if (answer.kind === 'outside' || answer.kind === 'unusable') {
    linked.unlink();
    linked.abort(undefined);
  }
  return answer;
}

function toAnswer(response: Response, url: string, body: Body): RangeAnswer {
  const { status, headers } = response;
  const validator = validatorOf(headers);
  if (status === 416) return { kind: 'outside', total: totalOf(headers), validator };
  checkStatus(response, url, body);
  const length = toCount(headers.get('content-length'));
  if (status === 206) {
    const match = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers.get('content-range') ?? '');
    if (match === null) return { kind: 'unusable', validator };
    const range = { start: Number(match[1]), end: Number(match[2]) + 1 };
    return { kind: 'part', range, total: Number(match[3]), validator, body };
  }
  // Content-Encoding is hidden across origins, so only a same-origin length is certain to be that of the file.
  const exact = length !== undefined && response.type === 'basic' && !headers.has('content-encoding');
  return { kind: 'whole', total: length, exact, validator, body };
}

function checkStatus(response: Response, url: string, body: Body): void {
  const { status, headers } = response;
  if (status === 200 || status === 206) {
    if (!isMissing(new URL(url), response)) return;
    void body.cancel();
    const fix = 'The server sent an HTML page instead: copy the file there, or check `modelsUrl` and `assetsUrl`.';
    throw new OnsightError('setup-blocked', { reason: 'not-found', url, fix });
  }
  void body.cancel();
  if (status === 408 || status === 429 || status >= 500) {
    const seconds = toCount(headers.get('retry-after'));
    const wait = seconds === undefined ? {} : { retryAfterMs: seconds * 1000 };
    throw new TransientFailure('the server is unavailable', { status, ...wait });
  }
  const reason =
    status === 404 ? 'the file does not exist' : `the server responded with an error ${response.statusText}`.trim();
  throw new OnsightError('download-failed', { url, reason, status });
}

/** One version of a file may have a strong tag when plain and a weak or suffixed one when compressed. */
function validatorOf(headers: Headers): string {
  const tag = headers
    .get('etag')
    ?.replace(/^W\//, '')
    .replace(/[-;]gzip"$/, '"');
  return tag ?? headers.get('last-modified') ?? '';
}

function totalOf(headers: Headers): number | undefined {
  return toCount(/^bytes \*\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1]);
}

function toCount(text: string | null | undefined): number | undefined {
  return text !== null && text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function toBody(response: Response, stallMs: number, linked: ReturnType<typeof linkAbort>, signal: AbortSignal): Body {
  return {
    async *chunks() {
      const reader = response.body?.getReader();
      try {
        for (;;) {
          const read = await watched(() => reader?.read() ?? Promise.resolve(undefined), stallMs, linked, signal);
          if (read?.value === undefined) return;
          yield read.value;
        }
      } finally {
        // Runs at the end, on error and when the reader stops early, so that the connection is freed in every case.
        linked.abort(undefined);
        linked.unlink();
      }
    },
    async cancel() {
      linked.unlink();
      linked.abort(undefined);
      await response.body?.cancel().catch(() => undefined);
    },
  };
}

/** Awaits one network step: an abort rejects with its reason, a stall or an error with a TransientFailure. */
async function watched<T>(
  step: () => Promise<T>,
  stallMs: number,
  linked: ReturnType<typeof linkAbort>,
  signal: AbortSignal,
): Promise<T> {
  const stall = { over: false };
  const timer = setTimeout(() => {
    stall.over = true;
    linked.abort(undefined);
  }, stallMs);
  try {
    return await step();
  } catch (error) {
    linked.unlink();
    signal.throwIfAborted();
    const reason = stall.over
      ? `nothing arrived for ${String(stallMs)} ms`
      : `the connection failed (${reasonOf(error)})`;
    throw new TransientFailure(reason, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
