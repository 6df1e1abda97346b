import { OnsightError, reasonOf, type OnsightErrorCode, type OnsightErrorDetails } from '../core/errors.ts';

/** An error as data. */
export type WireError =
  | {
      readonly kind: 'onsight';
      readonly code: OnsightErrorCode;
      readonly details: OnsightErrorDetails[OnsightErrorCode];
      readonly cause: string | undefined;
    }
  /** A mistake of the caller: TypeError, RangeError. */
  | { readonly kind: 'misuse'; readonly name: 'TypeError' | 'RangeError'; readonly message: string }
  /** The call was cancelled; the far side rejects with its own signal's reason. */
  | { readonly kind: 'abort' };

/** Turns any thrown value into data. */
export function encodeError(error: unknown): WireError {
  if (OnsightError.is(error)) {
    const cause = error.cause === undefined ? undefined : reasonOf(error.cause);
    return { kind: 'onsight', code: error.code, details: error.details, cause };
  }
  if (error instanceof TypeError || error instanceof RangeError)
    return {
      kind: 'misuse',
      name: error instanceof TypeError ? 'TypeError' : 'RangeError',
      message: error.message,
    };
  if (error instanceof DOMException && error.name === 'AbortError') return { kind: 'abort' };
  return { kind: 'onsight', code: 'internal', details: { reason: reasonOf(error) }, cause: undefined };
}

/** Rebuilds an error from data; `abortReason` is what the caller's signal gives. */
export function decodeError(wire: WireError, abortReason: unknown): unknown {
  switch (wire.kind) {
    case 'onsight':
      return new OnsightError(wire.code, wire.details, wire.cause === undefined ? {} : { cause: wire.cause });
    case 'misuse':
      return wire.name === 'TypeError' ? new TypeError(wire.message) : new RangeError(wire.message);
    case 'abort':
      return abortReason;
  }
}
