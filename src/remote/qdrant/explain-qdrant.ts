import type { Failure } from '../call-server.ts';

/** Classifies an error of Qdrant's client. */
export function explainQdrant(error: unknown): Failure {
  if (!(error instanceof Error)) return { reason: String(error), final: true };
  // Its ApiError; the class is not exported.
  if ('status' in error && typeof error.status === 'number') {
    const headers = 'headers' in error && error.headers instanceof Headers ? error.headers : undefined;
    const seconds = Number(headers?.get('retry-after') ?? NaN);
    return {
      status: error.status,
      reason: statusOf('data' in error ? error.data : undefined) ?? (error.message || 'it says no more'),
      retryAfterMs: Number.isFinite(seconds) ? seconds * 1_000 : undefined,
    };
  }
  if ('retry_after' in error && typeof error.retry_after === 'number') {
    return { status: 429, reason: error.message, retryAfterMs: error.retry_after * 1_000 };
  }
  // Thrown by `fetch`, and while reading a body, when the connection breaks.
  return error instanceof TypeError ? { reason: error.message } : { reason: error.message, final: true };
}

/** Message of Qdrant's `{ status: { error } }`. */
function statusOf(data: unknown): string | undefined {
  const status = typeof data === 'object' && data !== null && 'status' in data ? data.status : undefined;
  const error = typeof status === 'object' && status !== null && 'error' in status ? status.error : undefined;
  return typeof error === 'string' ? error : undefined;
}
