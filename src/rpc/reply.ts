import { decodeError, encodeError, type WireError } from './wire-error.ts';

/** End of a call. Data, never a thrown error, because codes and causes do not survive structured clone. */
export type Reply =
  | { readonly ok: true; readonly value: unknown }
  /** `recycle`: the worker can no longer be trusted and must be replaced before the next call. */
  | { readonly ok: false; readonly error: WireError; readonly recycle: boolean };

/** Reply of a call that failed. */
export function toErrorReply(error: unknown, recycle: boolean): Reply {
  return { ok: false, error: encodeError(error), recycle };
}

/** Value of a reply. @throws the error that the worker replied with; `abortReason` if the call was aborted */
export function fromReply(reply: Reply, abortReason: unknown): unknown {
  if (reply.ok) return reply.value;
  throw decodeError(reply.error, abortReason);
}
