import type { RemoteFile } from '../file-cache.ts';
import { requestBytes, type Answer, type Requester } from './http-range.ts';
import { retrying, TransientFailure } from './retry.ts';

/** What a server says about a file before it is downloaded. */
export interface ProbedSize {
  /** Undefined where the server does not say. */
  readonly bytes: number | undefined;
  /** False where `bytes` may be the size of a compressed answer. */
  readonly exact: boolean;
  /** ETag or Last-Modified, empty where there is none; only where the server answers ranges. */
  readonly validator?: string;
}

/** How a download is made and ended. */
export interface NetworkOptions {
  readonly requester: Requester;
  readonly retryDelayMs: number;
  readonly signal: AbortSignal;
}

/**
 * Asks for the size by asking for the first byte: a HEAD would give the size of the *compressed* answer, and hosts that
 * redirect to a CDN (the Hugging Face Hub) tell the true one only in the CDN's Content-Range.
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

async function askFirstByte(requester: Requester, url: string, signal: AbortSignal): Promise<Answer> {
  try {
    const answer = await requestBytes(requester, url, { start: 0, end: 1 }, signal);
    if (answer.kind !== 'unusable') return answer;
    // Of another origin that hides Content-Range, the length of a plain answer is still to be seen.
    return await requestBytes(requester, url, undefined, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof TransientFailure) || error.status !== undefined) throw error;
    // Ranges are asked for uncompressed, and Chromium refuses an answer that is compressed nevertheless.
    return requestBytes(requester, url, undefined, signal);
  }
}
