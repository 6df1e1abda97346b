import { packArrays, unpackArrays } from './packed-arrays.ts';
import { seal, unseal, type Sealed } from './sealed.ts';

/** What is kept in memory of a segment, and tells how its planes are to be read. */
export interface SegmentHead {
  readonly rows: number;
  /** Id of the mean: segments of one centre can be joined as they are. */
  readonly centre: number;
  /** Number of its embedding space among the state's. Missing in segments written before version 4: 0. */
  readonly space?: number;
  /** What the second plane holds: residuals of the first, or the vectors themselves. */
  readonly second: 'residual' | 'float32';
  /** Rows in one record of the second plane. */
  readonly chunkRows: number;
  /** Bytes of its other records. */
  readonly bytes: number;
  /** Lowest and highest place of its rows in the order of all adds. */
  readonly sequences: readonly [number, number];
  readonly mean: Float32Array<ArrayBuffer>;
  /** Hash of each row's id (see `id-index.ts`). */
  readonly hashes: Uint32Array<ArrayBuffer>;
}

/** A head as it is stored. */
export function encodeHead({ mean, hashes, ...about }: SegmentHead): Sealed {
  return seal(packArrays(about, [mean, hashes]));
}

/** The head, or undefined where its record is damaged. */
export function decodeHead(sealed: Sealed | undefined): SegmentHead | undefined {
  const bytes = unseal(sealed);
  if (bytes === undefined) return undefined;
  const { about, arrays } = unpackArrays(bytes);
  const [mean, hashes] = arrays;
  return { ...(about as Omit<SegmentHead, 'mean' | 'hashes'>), mean, hashes } as SegmentHead; // as encodeHead packed it
}
