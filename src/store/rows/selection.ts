import { copyData } from '../../core/copy-data.ts';
import { compileFilter } from './compile-filter.ts';
import type { Filter } from '../contract/filter.ts';
import type { Modality } from '../contract/item.ts';
import type { MetadataSchema } from '../contract/metadata-schema.ts';
import { isDate } from '../contract/metadata-value.ts';
import type { RowBlock } from '../format/row-block.ts';
import { allBits, andBits, noBits } from '../format/row-bits.ts';
import { readBlock } from '../segments/segment-reader.ts';
import type { Segment } from '../segments/segment.ts';
import type { View } from '../segments/view.ts';

/** Rows that a call selects: filter and modality, compiled before anything is read. */
export interface Selection {
  /** Equal for equal filters, so selections of immutable segments can be cached. */
  readonly key: string;
  readonly modality: Modality | undefined;
  readonly filter: ReturnType<typeof compileFilter> | undefined;
}

/** @throws TypeError as `compileFilter` does */
export function compileSelection(
  { filter, modality }: { readonly filter?: Filter | undefined; readonly modality?: Modality | undefined },
  schema?: MetadataSchema,
): Selection {
  // Copied, because the selector uses the operands later and `key` must keep describing it. Checked before `key` is made.
  const selector = filter === undefined ? undefined : compileFilter(copyData(filter), schema);
  return {
    key: `${modality ?? ''} ${filter === undefined ? '' : JSON.stringify(filter, tagDate)}`,
    modality,
    filter: selector,
  };
}

/** JSON.stringify passes dates as strings; a filter must tell them apart. */
function tagDate(this: unknown, key: string, value: unknown): unknown {
  const own = (this as Readonly<Record<string, unknown>>)[key]; // `this` is the object that holds the value
  return isDate(own) ? { date: own.getTime() } : value;
}

/** Rows of a segment that are items, one bit each, deleted ones among them; `all` where every row is looked for. */
export type Selected = Uint8Array<ArrayBuffer> | 'all';

/** Selected rows of a segment; undefined if its rows are damaged. */
export async function selectRows(view: View, selection: Selection, segment: Segment): Promise<Selected | undefined> {
  const known = selectKnown(view, selection, segment);
  if (known !== undefined) return known;
  const block = await readBlock(view, segment);
  return block && select(view, selection, segment, block);
}

/** Selected rows, if known without reading from disk. */
export function selectKnown(view: Omit<View, 'tx'>, selection: Selection, segment: Segment): Selected | undefined {
  if (selection.filter === undefined && !mustTell(view, selection.modality)) return segment.itemBits ?? 'all';
  const known = view.snapshot.selected.get(`${segment.number} ${selection.key}`);
  if (known !== undefined) return known;
  const block = view.snapshot.blocks.get(segment.number);
  return block && select(view, selection, segment, block);
}

/** Further parts of items in a segment, whose filter is that of their item; undefined where its rows are damaged. */
export async function selectParts(
  view: View,
  modality: Modality | undefined,
  segment: Segment,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { parts } = segment;
  if (parts === undefined) return noBits(segment.rows);
  if (!mustTell(view, modality) || modality === undefined) return parts;
  const block = await readBlock(view, segment);
  return block && andBits(parts, block.ofModality(modality));
}

/** Most collections hold a single modality, and then no row has to be read for it. */
function mustTell({ state: { modalities } }: Omit<View, 'tx'>, modality: Modality | undefined): boolean {
  return modality !== undefined && !(modalities.length === 1 && modalities[0] === modality);
}

function select(
  view: Omit<View, 'tx'>,
  { key, modality, filter }: Selection,
  { number, itemBits }: Segment,
  block: RowBlock,
): Selected {
  const all = selectIn(block, filter, mustTell(view, modality) ? modality : undefined);
  const bits = itemBits === undefined ? all : andBits(all, itemBits);
  view.snapshot.selected.set(`${number} ${key}`, bits, bits.byteLength + key.length);
  return bits;
}

function selectIn(
  block: RowBlock,
  filter: Selection['filter'],
  modality: Modality | undefined,
): Uint8Array<ArrayBuffer> {
  const passed = filter === undefined ? allBits(block.rows) : filter(block);
  return modality === undefined ? passed : andBits(passed, block.ofModality(modality));
}
