import { isBuffer } from '../../core/check.ts';
import { checksum } from '../../math/checksum.ts';

/** Bytes with their checksum. */
export interface Sealed {
  readonly bytes: ArrayBuffer;
  /** xxHash32 of the bytes. */
  readonly checksum: number;
}

/** Stored coarse codes: see `codes-record.ts`. */
export interface CodesRecord {
  readonly bytes: ArrayBuffer | Blob;
  /** xxHash32 of the bytes. */
  readonly checksum: number;
}

/** Adds a checksum to bytes, which must be whole 32-bit words. */
export function seal(bytes: ArrayBuffer): Sealed {
  return { bytes, checksum: checksum(bytes) };
}

/** Returns the bytes; undefined if they are missing or do not match the checksum. */
export function unseal(sealed: Sealed | undefined): ArrayBuffer | undefined {
  // A damaged record may contain anything.
  const bytes = sealed?.bytes;
  if (!isBuffer(bytes, 'ArrayBuffer') || bytes.byteLength % 4 !== 0) return undefined;
  return checksum(bytes) === sealed?.checksum ? bytes : undefined;
}
