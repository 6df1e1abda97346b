import type { MetadataOf, NewRow } from 'onsight/store';
import { around, dims, hashOf } from './made-vectors.ts';

/** Metadata schema of a made row. */
export const rowFields = { label: 'number', kind: 'string' } as const;

/** Metadata of a made row: its label is 0 to 99, and each names one row in a hundred. */
export type RowFacts = MetadataOf<typeof rowFields>;

const kinds = ['photo', 'drawing', 'screenshot', 'scan'] as const;

/** Kind of content that a row stands for. */
export type RowKind = (typeof kinds)[number];

/** The kind of a row, where it has one of ours. */
export function kindOf({ kind }: RowFacts): RowKind | undefined {
  return kinds.find((each) => each === kind);
}

const labels = 100;

/** Rows number `from` to `to`. Always the same ones: a build that was stopped goes on where it was. */
export function* madeRows(from: number, to: number): Generator<NewRow<RowFacts>> {
  for (let row = from; row < to; row += 1) {
    const chance = Math.imul(row + 1, 2_246_822_519) >>> 8;
    yield {
      id: nameOfRow(row),
      vector: vectorOfRow(row),
      metadata: { label: chance % labels, kind: kinds[(chance >>> 8) % kinds.length] ?? 'photo' },
    };
  }
}

/** The id of row number `row`. */
export function nameOfRow(row: number): string {
  return `row ${String(row)}`;
}

/**
 * The direction that a question stands for: a row's own where it names one (`row 4711`), else the sum of one for each
 * word, chosen by the word's hash. Undefined where there is no word. It means nothing: there is no model here.
 */
export function vectorOfQuestion(text: string): Float32Array | undefined {
  const row = /^\s*row\s+(\d{1,9})\s*$/i.exec(text)?.[1];
  if (row !== undefined) return vectorOfRow(Number(row));
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu);
  if (words === null) return undefined;
  const sum = new Float32Array(dims);
  for (const word of words) around(hashOf(word)).forEach((value, i) => (sum[i] = (sum[i] ?? 0) + value));
  return sum;
}

function vectorOfRow(row: number): Float32Array {
  return around(Math.imul(row + 1, 2_654_435_761) >>> 0);
}
