import { hasBit, orBits } from '../format/row-bits.ts';
import { readVector } from './read-rows.ts';
import type { Location } from '../segments/locate-rows.ts';
import type { Segment } from '../segments/segment.ts';
import { selectParts, selectRows, type Selection } from './selection.ts';
import type { View } from '../segments/view.ts';

/** Most segments to sample from, because reading one vector reads the codes of its whole segment. */
const mostSegments = 8;

interface SampleOptions {
  readonly limit: number;
  /** Whether further parts of items are included. @defaultValue false */
  readonly withParts?: boolean;
}

/** Vectors of up to `limit` rows, spread over the collection. Leaves out damaged segments. */
export async function sampleVectors(
  view: View,
  selection: Selection,
  { limit, withParts = false }: SampleOptions,
): Promise<readonly Float32Array[]> {
  const filled = view.snapshot.segments.filter(({ isIntact, isOwn, live }) => isIntact && isOwn && live > 0);
  const perSegment = await Promise.all(filled.map((segment) => chosenRows(view, selection, segment, withParts)));
  const all = perSegment.flat();
  const sources = spread(
    perSegment.filter((rows) => rows.length > 0),
    mostSegments,
  ).flat();
  const from = all.length <= limit ? all : sources.length >= limit ? sources : all;
  const vectors = await Promise.all(spread(from, limit).map((location) => readVector(view, location)));
  return vectors.filter((vector) => vector !== undefined);
}

async function chosenRows(
  view: View,
  selection: Selection,
  segment: Segment,
  withParts: boolean,
): Promise<readonly Location[]> {
  const rows = await selectRows(view, selection, segment);
  const parts = withParts ? await selectParts(view, selection.modality, segment) : undefined;
  const chosen = rows === undefined || rows === 'all' || parts === undefined ? rows : orBits(rows, parts);
  if (chosen === undefined) return [];
  return [...segment.liveRows()].flatMap((row) => (chosen === 'all' || hasBit(chosen, row) ? [{ segment, row }] : []));
}

/** Picks up to `limit` values, evenly spaced. */
function spread<T>(values: readonly T[], limit: number): readonly T[] {
  const step = Math.max(1, values.length / limit);
  return Array.from({ length: Math.min(limit, values.length) }, (_, i) => values[Math.floor(i * step)]).filter(
    (value) => value !== undefined,
  );
}
