import { loadVectors, type Mirror } from './mirror.ts';
import type { Tx } from './schema.ts';

/** Copies of up to `limit` vectors, spread evenly over the collection. Damaged segments are left out. */
export async function sampleVectors(
  tx: Tx,
  mirror: Mirror,
  dims: number,
  limit: number,
  accept: ((id: string) => boolean) | undefined,
): Promise<readonly Float32Array[]> {
  const ids = [...mirror.ids()].filter((id) => accept?.(id) ?? true);
  const step = Math.max(1, ids.length / limit);
  const places = Array.from({ length: Math.min(limit, ids.length) }, (_, i) =>
    mirror.locate(ids[Math.floor(i * step)] ?? ''),
  );
  const chosen = places.filter((place) => place !== undefined);
  await loadVectors(tx, [...new Set(chosen.map(({ segment }) => segment))], dims);
  return chosen.flatMap(({ segment: { vectors }, row }) =>
    vectors instanceof Float32Array ? [vectors.slice(row * dims, (row + 1) * dims)] : [],
  );
}
