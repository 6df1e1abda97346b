import { packArrays, unpackArrays } from './packed-arrays.ts';
import { seal, unseal, type Sealed } from './sealed.ts';

/** Facts about a segment that stay in memory and say how to read its records. */
export interface SegmentHead {
  readonly rows: number;
  /** Id of the mean. Segments with the same centre can be merged without encoding again. */
  readonly centre: number;
  /** Index of its embedding space in the state. Missing in segments written before version 4: 0. */
  readonly space?: number;
  /** Content of the residual records: residuals of the codes, or the float32 vectors themselves. */
  readonly residualKind: 'residual' | 'float32';
  /** Rows per residual record. */
  readonly chunkRows: number;
  /** Bytes of its other records. */
  readonly bytes: number;
  /** Lowest and highest sequence number of its rows. */
  readonly sequences: readonly [number, number];
  readonly mean: Float32Array<ArrayBuffer>;
  /** Hash of each row's id (see `id-index.ts`). */
  readonly hashes: Uint32Array<ArrayBuffer>;
  /** Rows that are further parts of items, one bit per row. Missing where there are none, and before version 5. */
  readonly parts?: Uint8Array<ArrayBuffer> | undefined;
}

/** The JSON part of the record; `second` is the stored name of `residualKind`. */
type StoredHead = Omit<SegmentHead, 'mean' | 'hashes' | 'parts' | 'residualKind'> & {
  readonly second: SegmentHead['residualKind'];
};

/** Encodes a head as its record. */
export function encodeHead({ mean, hashes, parts, residualKind, ...facts }: SegmentHead): Sealed {
  const about: StoredHead = { ...facts, second: residualKind };
  return seal(packArrays(about, parts === undefined ? [mean, hashes] : [mean, hashes, parts]));
}

/** Decodes a head; undefined if its record is damaged. */
export function decodeHead(sealed: Sealed | undefined): SegmentHead | undefined {
  const bytes = unseal(sealed);
  if (bytes === undefined) return undefined;
  const { about, arrays } = unpackArrays(bytes);
  const { second, ...facts } = about as StoredHead; // encodeHead is the only writer
  const [mean, hashes, parts] = arrays;
  return { ...facts, residualKind: second, mean, hashes, parts } as SegmentHead;
}
