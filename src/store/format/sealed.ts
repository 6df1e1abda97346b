import { checksum } from '../../math/checksum.ts';

/** Bytes with what tells that they are those that were written. */
export interface Sealed {
  readonly bytes: ArrayBuffer;
  /** xxHash32 of the bytes. */
  readonly checksum: number;
}

/** A first plane as it is stored: see `first-plane-record.ts`. */
export interface CodesRecord {
  readonly bytes: ArrayBuffer | Blob;
  /** xxHash32 of the bytes. */
  readonly checksum: number;
}

/** Seals bytes, whole 32-bit words. */
export function seal(bytes: ArrayBuffer): Sealed {
  return { bytes, checksum: checksum(bytes) };
}

/** The bytes, or undefined where they are missing or are not those that were sealed. */
export function unseal(sealed: Sealed | undefined): ArrayBuffer | undefined {
  // Whatever damaged a record may have left something else in its place.
  if (!(sealed?.bytes instanceof ArrayBuffer) || sealed.bytes.byteLength % 4 !== 0) return undefined;
  return checksum(sealed.bytes) === sealed.checksum ? sealed.bytes : undefined;
}
