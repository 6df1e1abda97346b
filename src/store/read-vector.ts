import { OnsightError } from '../core/errors.ts';
import { loadVectors, type Mirror } from './mirror.ts';
import type { Expected, Tx } from './schema.ts';

/** A copy of an item's unit vector; undefined where there is no such item. @throws OnsightError `store-failed` when it is damaged */
export async function readVector(
  tx: Tx,
  mirror: Mirror,
  { name, dims }: Expected,
  id: string,
): Promise<Float32Array | undefined> {
  const location = mirror.locate(id);
  if (location === undefined) return undefined;
  const { segment, row } = location;
  await loadVectors(tx, [segment], dims);
  if (segment.vectors instanceof Float32Array) return segment.vectors.slice(row * dims, (row + 1) * dims);
  const reason = `the vectors of segment ${String(segment.head.number)} are damaged; delete "${id}" and add it again`;
  throw new OnsightError('store-failed', { store: name, reason });
}
