import type { RemoteFile } from '../file-cache.ts';
import { requestBytes, type RangeAnswer, type Requester } from './http-range.ts';
import { retrying, TransientFailure } from './retry.ts';

/** Size and version of a file, as reported by the server. */
export interface ProbedSize {
  /** Undefined if the server does not report it. */
  readonly bytes: number | undefined;
  /** False if `bytes` may be the size of a compressed response. */
  readonly exact: boolean;
  /** ETag or Last-Modified, empty if missing; only present if the server supports ranges. */
  readonly validator?: string;
}

/** Options shared by all requests of a download. */
export interface NetworkOptions {
  readonly requester: Requester;
  readonly retryDelayMs: number;
  readonly signal: AbortSignal;
}

/**
 * Determines the size by requesting the first byte. HEAD would return the size of the *compressed* response, and hosts
 * that redirect to a CDN (the Hugging Face Hub) report the true size only in the CDN's Content-Range.
 *
 * @throws OnsightError `download-failed`, `not-cached-offline`
 */
export async function probeSize(file: RemoteFile, network: NetworkOptions): Promise<ProbedSize> {
  const { requester, retryDelayMs: delayMs, signal } = network;
  return retrying(
    async () => {
      const answer = await askFirstByte(requester, file.url, signal);
      switch (answer.kind) {
        case 'unusable':
          return { bytes: undefined, exact: false };
        case 'outside':
          return { bytes: answer.total, exact: answer.total !== undefined };
        case 'part':
          await answer.body.cancel();
          return { bytes: answer.total, exact: true, validator: answer.validator };
        case 'whole':
          await answer.body.cancel();
          return { bytes: answer.total, exact: answer.exact };
      }
    },
    { url: file.url, file: file.path, signal, delayMs },
  );
}

async function askFirstByte(requester: Requester, url: string, signal: AbortSignal): Promise<RangeAnswer> {
  try {
    const answer = await requestBytes(requester, url, { start: 0, end: 1 }, signal);
    if (answer.kind !== 'unusable') return answer;
    // Another origin may hide Content-Range, but the length of a plain response is readable.
    return await requestBytes(requester, url, undefined, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof TransientFailure) || error.status !== undefined) throw error;
    // Ranges are requested uncompressed, and Chromium rejects a response that is compressed anyway.
    return requestBytes(requester, url, undefined, signal);
  }
}
