import { compileFilter } from './compile-filter.ts';
import type { Filter } from './filter.ts';
import type { Modality } from './item.ts';
import type { MetadataSchema } from './metadata-schema.ts';
import { isDate } from './metadata-value.ts';
import type { RowBlock } from './row-block.ts';
import { allBits, andBits } from './row-bits.ts';
import { readBlock } from './segment-reader.ts';
import type { Segment } from './segment.ts';
import type { View } from './view.ts';

/** Which rows a call looks for: filter and modality, compiled before anything is read. */
export interface Selection {
  /** Equal for equal filters: what was selected in an immutable segment stays right. */
  readonly key: string;
  readonly modality: Modality | undefined;
  readonly filter: ReturnType<typeof compileFilter> | undefined;
}

/** @throws TypeError as `compileFilter` does */
export function compileSelection(
  { filter, modality }: { readonly filter?: Filter | undefined; readonly modality?: Modality | undefined },
  schema?: MetadataSchema,
): Selection {
  return {
    key: `${modality ?? ''} ${filter === undefined ? '' : JSON.stringify(filter, tagDate)}`,
    modality,
    filter: filter === undefined ? undefined : compileFilter(filter, schema),
  };
}

/** JSON.stringify hands a date over as its text, which a filter tells apart from the date. */
function tagDate(this: unknown, key: string, value: unknown): unknown {
  const own = (this as Readonly<Record<string, unknown>>)[key]; // `this` is what holds the value
  return isDate(own) ? { date: own.getTime() } : value;
}

/**
 * The chosen rows of a segment, one bit a row, dead ones among them; `all` where every row is looked for.
 * A segment whose rows are damaged has none.
 */
export async function selectRows(
  view: View,
  { key, modality, filter }: Selection,
  segment: Segment,
): Promise<Uint8Array<ArrayBuffer> | 'all' | undefined> {
  // Most collections hold one modality only, and then no row has to be read for it.
  const { modalities } = view.state;
  const asked = modality !== undefined && !(modalities.length === 1 && modalities[0] === modality);
  if (!asked && filter === undefined) return 'all';
  const known = view.mirror.selected.get(`${segment.number} ${key}`);
  if (known !== undefined) return known;
  const block = await readBlock(view, segment);
  if (block === undefined) return undefined;
  const bits = selectIn(block, filter, asked ? modality : undefined);
  view.mirror.selected.set(`${segment.number} ${key}`, bits, bits.byteLength + key.length);
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
