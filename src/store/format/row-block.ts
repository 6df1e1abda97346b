import { openColumn, encodeColumn, type EncodedColumn } from './column.ts';
import type { PartPlace } from '../../sample/part.ts';
import type { Metadata, MetadataValue, Modality } from '../contract/item.ts';
import { packArrays, unpackArrays } from './packed-arrays.ts';
import { noBits } from './row-bits.ts';
import { encodeTexts, textAt, type TextBlock } from './text-block.ts';

/** Stored fields of a row besides its vector. */
export interface RowRecord {
  readonly id: string;
  readonly metadata: Metadata;
  readonly modality: Modality;
  /** Milliseconds since 1970. */
  readonly addedAt: number;
  /** Position in the order of all adds; kept when the row is updated or moved. */
  readonly sequence: number;
  /** Part of the item that the vector embeds; undefined for all of its content of that modality. */
  readonly place?: PartPlace | undefined;
  /** True for a further part of the item: it has no metadata of its own, and is never listed. */
  readonly isPart?: boolean;
}

type Column = ReturnType<typeof openColumn>;

interface Layout {
  readonly rows: number;
  /** Columns of the row's own fields and of each metadata field, in the order of the arrays: [name, layout, arrays]. */
  readonly own: readonly (readonly [string, EncodedColumn['layout'], number])[];
  readonly fields: readonly (readonly [string, EncodedColumn['layout'], number])[];
}

/** Encodes the rows of a segment column by column in one buffer. */
export function encodeRowBlock(rows: readonly RowRecord[]): ArrayBuffer {
  const { ends, units } = encodeTexts(rows.map(({ id }) => id));
  const own = [
    ['sequence', encodeColumn(rows.map(({ sequence }) => sequence))],
    ['addedAt', encodeColumn(rows.map(({ addedAt }) => addedAt))],
    ['modality', encodeColumn(rows.map(({ modality }) => modality))],
    ...partColumns(rows),
  ] as const;
  const names = new Set(rows.flatMap(({ metadata }) => Object.keys(metadata)));
  const fields = [...names].map(
    (name) =>
      [
        name,
        encodeColumn(rows.map(({ metadata }) => (Object.hasOwn(metadata, name) ? metadata[name] : undefined))),
      ] as const,
  );
  const describe = (columns: readonly (readonly [string, EncodedColumn])[]): Layout['own'] =>
    columns.map(([name, { layout, arrays }]) => [name, layout, arrays.length]);
  const layout: Layout = { rows: rows.length, own: describe(own), fields: describe(fields) };
  return packArrays(layout, [ends, units, ...[...own, ...fields].flatMap(([, column]) => column.arrays)]);
}

/** Columns about parts; none where no row has any, as in version 4 and before. */
function partColumns(rows: readonly RowRecord[]): readonly (readonly [string, EncodedColumn])[] {
  if (rows.every(({ place, isPart = false }) => place === undefined && !isPart)) return [];
  return [
    ['place', encodeColumn(rows.map(({ place }) => place && encodePlace(place)))],
    ['isPart', encodeColumn(rows.map(({ isPart = false }) => isPart))],
  ];
}

/** Place of a part as JSON, a range in integer microseconds: `{"kind":"video","us":[1500000,4000000]}`. */
function encodePlace(place: PartPlace): string {
  if (!('range' in place) || place.range === undefined) return JSON.stringify(place);
  const { range, ...rest } = place;
  return JSON.stringify({ ...rest, us: [Math.round(range.startS * 1e6), Math.round(range.endS * 1e6)] });
}

/** Reads what {@link encodePlace} wrote, now or when ranges were stored in seconds. */
function decodePlace(json: string): PartPlace {
  const { us, ...place } = JSON.parse(json) as PartPlace & { readonly us?: readonly [number, number] };
  return us === undefined ? place : ({ ...place, range: { startS: us[0] / 1e6, endS: us[1] / 1e6 } } as PartPlace);
}

/** Rows of a segment as encoded by {@link encodeRowBlock}; values are decoded on access. */
export class RowBlock {
  readonly rows: number;
  readonly bytes: number;
  readonly #ids: TextBlock;
  readonly #own: ReadonlyMap<string, Column>;
  readonly #fields: ReadonlyMap<string, Column>;

  constructor(buffer: ArrayBuffer) {
    const { about, arrays } = unpackArrays(buffer);
    const { rows, own, fields } = about as Layout; // encodeRowBlock is its only writer, and a checksum guards the bytes
    this.rows = rows;
    this.bytes = buffer.byteLength;
    const [ends, units, ...rest] = arrays;
    this.#ids = { ends, units } as TextBlock; // as above
    let at = 0;
    const open = (columns: Layout['own']): Map<string, Column> =>
      new Map(
        columns.map(([name, layout, count]) => {
          const column = openColumn({ layout, arrays: rest.slice(at, at + count) }, rows);
          at += count;
          return [name, column];
        }),
      );
    this.#own = open(own);
    this.#fields = open(fields);
  }

  /** Id of a row. */
  id(row: number): string {
    return textAt(this.#ids, row);
  }

  /** Position of a row in the order of all adds. */
  sequence(row: number): number {
    return Number(this.#own.get('sequence')?.value(row));
  }

  /** Modality of a row. */
  modality(row: number): Modality {
    return currentName(this.#own.get('modality')?.value(row));
  }

  /** Time a row was added, in milliseconds since 1970. */
  addedAt(row: number): number {
    return Number(this.#own.get('addedAt')?.value(row));
  }

  /** Part of the item that a row embeds; undefined for all of its content of that modality. */
  place(row: number): PartPlace | undefined {
    const place = this.#own.get('place')?.value(row);
    return typeof place === 'string' ? decodePlace(place) : undefined;
  }

  /** True for a further part of an item. */
  isPart(row: number): boolean {
    return this.#own.get('isPart')?.value(row) === true;
  }

  /** Metadata of a row. */
  metadata(row: number): Metadata {
    const metadata: Record<string, MetadataValue> = {};
    for (const [name, column] of this.#fields) {
      const value = column.value(row);
      if (value === undefined) continue;
      // Assigning `__proto__` would not create a field of that name.
      if (name === '__proto__') Object.defineProperty(metadata, name, { ...fieldRules, value });
      else metadata[name] = value;
    }
    return metadata;
  }

  /** All fields of a row. */
  record(row: number): RowRecord {
    return {
      id: this.id(row),
      metadata: this.metadata(row),
      modality: this.modality(row),
      addedAt: this.addedAt(row),
      sequence: this.sequence(row),
      ...this.#partOf(row),
    };
  }

  #partOf(row: number): Pick<RowRecord, 'place' | 'isPart'> {
    const place = this.place(row);
    return { ...(place === undefined ? {} : { place }), ...(this.isPart(row) ? { isPart: true } : {}) };
  }

  /** Column of a metadata field; undefined if no row has it. */
  field(name: string): Column | undefined {
    return this.#fields.get(name);
  }

  /** One bit per row: set for rows of a modality. */
  ofModality(modality: Modality): Uint8Array<ArrayBuffer> {
    return this.#own.get('modality')?.select((value) => currentName(value) === modality) ?? noBits(this.rows);
  }
}

/** Name of a stored modality; version 0.1 called audio `sound`. */
function currentName(stored: unknown): Modality {
  return stored === 'sound' ? 'audio' : (stored as Modality); // as encodeRowBlock received it
}

const fieldRules = { enumerable: true, configurable: true, writable: true } as const;
