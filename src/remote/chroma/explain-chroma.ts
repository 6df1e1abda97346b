import {
  ChromaConnectionError,
  ChromaForbiddenError,
  ChromaNotFoundError,
  ChromaQuotaExceededError,
  ChromaRateLimitError,
  ChromaServerError,
  ChromaUnauthorizedError,
} from 'chromadb';
import { reasonOf } from '../../core/errors.ts';
import type { Failure } from '../call-server.ts';

/** Classifies an error of Chroma's client, which has a class per status and drops the number. */
export function explainChroma(error: unknown): Failure {
  const reason = reasonOf(error);
  if (error instanceof ChromaServerError) return { reason, status: 500 };
  if (error instanceof ChromaRateLimitError) return { reason, status: 429 };
  if (error instanceof ChromaUnauthorizedError)
    return { reason: 'the API key or the headers are not accepted', status: 401 };
  if (error instanceof ChromaForbiddenError) return { reason, status: 403 };
  if (error instanceof ChromaNotFoundError)
    return { reason: 'the collection, the tenant or the database is not there (any more)', status: 404 };
  if (error instanceof ChromaQuotaExceededError) return { reason, status: 422 };
  if (error instanceof ChromaConnectionError) return { reason: 'the connection failed' };
  // Thrown while reading a body when the connection breaks.
  if (error instanceof TypeError) return { reason };
  return { reason, final: true };
}
