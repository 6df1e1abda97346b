import { OnsightError, reasonOf } from '../../core/errors.ts';
import { linkAbort, type LinkedAbort } from '../../core/async/link-abort.ts';
import { TransientFailure } from './retry.ts';

/** Bytes `start` to `end` (exclusive) of a file. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** How requests are made. */
export interface Requester {
  readonly fetch: typeof globalThis.fetch;
  /** An answer that brings nothing for so long counts as broken. */
  readonly stallMs: number;
}

interface AnswerBase {
  /** ETag or Last-Modified of the version that answered; empty where there is none (or CORS hides it). */
  readonly validator: string;
}

/** What a server said to a request for a file or a range of it. Every `part` and `whole` must be read or cancelled. */
export type Answer = AnswerBase &
  (
    | { readonly kind: 'part'; readonly range: ByteRange; readonly total: number; readonly body: Body }
    /** `total` is the Content-Length; `exact` is false where it may be the size of a compressed answer. */
    | { readonly kind: 'whole'; readonly total: number | undefined; readonly exact: boolean; readonly body: Body }
    /** The range lies past the end; `total` is 0 for an empty file. */
    | { readonly kind: 'outside'; readonly total: number | undefined }
    /** A partial answer that does not say which part it is. */
    | { readonly kind: 'unusable' }
  );

/** The bytes of an answer. */
export interface Body {
  chunks(): AsyncGenerator<Uint8Array, void>;
  cancel(): Promise<void>;
}

/**
 * Asks for a file, or for a range of it.
 * No If-Range: it is no CORS-safelisted header, and a preflight breaks hosts that would answer the plain request.
 * Versions are told apart by comparing the validators of the answers instead.
 *
 * @throws TransientFailure for what may pass; OnsightError `download-failed` for what will not
 */
export async function requestBytes(
  requester: Requester,
  url: string,
  range: ByteRange | undefined,
  signal: AbortSignal,
): Promise<Answer> {
  const linked = linkAbort(signal);
  const headers: HeadersInit =
    range === undefined ? {} : { range: `bytes=${String(range.start)}-${String(range.end - 1)}` };
  // no-store: the files are kept by us, a second copy in the HTTP cache would double the room.
  const init: RequestInit = { headers, cache: 'no-store', signal: linked.signal };
  const response = await watched(() => requester.fetch(url, init), requester.stallMs, linked, signal);
  const answer = toAnswer(response, url, toBody(response, requester.stallMs, linked, signal));
  if (answer.kind === 'outside' || answer.kind === 'unusable') {
    linked.unlink();
    linked.abort(undefined);
  }
  return answer;
}

function toAnswer(response: Response, url: string, body: Body): Answer {
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
  // Across origins Content-Encoding is hidden, so that only a same-origin length is surely that of the file.
  const exact = length !== undefined && response.type === 'basic' && !headers.has('content-encoding');
  return { kind: 'whole', total: length, exact, validator, body };
}

function checkStatus(response: Response, url: string, body: Body): void {
  const { status, headers } = response;
  if (status === 200 || status === 206) {
    const isHtml = (headers.get('content-type') ?? '').startsWith('text/html');
    if (!isHtml || /\.html?$/.test(new URL(url).pathname)) return;
    void body.cancel();
    const reason = 'the server answered with an HTML page instead of the file; check the address and the `modelsUrl`';
    throw new OnsightError('download-failed', { url, reason, status });
  }
  void body.cancel();
  if (status === 408 || status === 429 || status >= 500) {
    const seconds = toCount(headers.get('retry-after'));
    const wait = seconds === undefined ? {} : { retryAfterMs: seconds * 1000 };
    throw new TransientFailure('the server could not answer', { status, ...wait });
  }
  const reason = status === 404 ? 'there is no such file' : `the server refused it ${response.statusText}`.trim();
  throw new OnsightError('download-failed', { url, reason, status });
}

/** The same version of a file may come with a strong tag plain and with a weak or suffixed one compressed. */
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

function toBody(response: Response, stallMs: number, linked: LinkedAbort, signal: AbortSignal): Body {
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
        // Reached by the end, by an error and by a reader that stops early: the connection is freed in each case.
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

/** Awaits one step of the network: an abort rejects with its reason, a stall or an error as a TransientFailure. */
async function watched<T>(
  step: () => Promise<T>,
  stallMs: number,
  linked: LinkedAbort,
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
