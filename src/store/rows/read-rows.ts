import { decodeRow } from '../../vectors/codes/decode-row.ts';
import type { Metadata, Row, RowField, RowFields } from '../contract/item.ts';
import type { Location } from '../segments/locate-rows.ts';
import { readBlock, readNeighbours } from '../segments/segment-reader.ts';
import type { View } from '../segments/view.ts';

/** @throws TypeError if `include` has an unknown name */
export function checkInclude(include: readonly RowField[] = ['metadata']): ReadonlySet<RowField> {
  const known: ReadonlySet<string> = new Set<RowField>(['metadata', 'vector', 'modality', 'addedAt']);
  for (const field of include) {
    if (!known.has(field))
      throw new TypeError(`Expected \`include\` to name ${[...known].join(', ')}, got \`${field}\`.`);
  }
  return new Set(include);
}

/** Reads a row with the included fields; undefined if its record, or an included vector, is damaged. */
export async function readRow(
  view: View,
  { segment, row }: Location,
  fields: ReadonlySet<RowField>,
): Promise<Row<Metadata, RowField> | undefined> {
  const wanted = fields.has('vector');
  const [block, vector] = await Promise.all([
    readBlock(view, segment),
    // Vectors of other spaces cannot be compared with those of this one.
    wanted && segment.isOwn ? readVector(view, { segment, row }) : wanted && new Float32Array(view.state.dims),
  ]);
  if (block === undefined || vector === undefined) return undefined;
  const chosen: { -readonly [F in keyof RowFields]?: RowFields[F] } = {};
  if (fields.has('metadata')) chosen.metadata = block.metadata(row);
  if (fields.has('modality')) chosen.modality = block.modality(row);
  if (fields.has('addedAt')) chosen.addedAt = block.addedAt(row);
  if (vector !== false) chosen.vector = vector;
  return { id: block.id(row), ...chosen } as Row<Metadata, RowField>; // with the fields that `fields` names
}

/** Reads the stored vector of a row; undefined if it is damaged. */
export async function readVector(
  view: View,
  { segment, row }: Location,
): Promise<Float32Array<ArrayBuffer> | undefined> {
  const near = await readNeighbours(view, segment, row);
  if (near === undefined) return undefined;
  const vector = new Float32Array(segment.dims);
  decodeRow(near.encoded, near.row, vector);
  return vector;
}
