import { unitCosine } from '../../math/dot.ts';
import type { PartPlace } from '../../sample/part.ts';
import type { Modality } from '../contract/item.ts';
import { locateItems } from '../segments/locate-rows.ts';
import { readBlocks } from '../segments/segment-reader.ts';
import type { View } from '../segments/view.ts';
import { readVector } from './read-rows.ts';

/** A part of an item with its cosine to a query. */
export interface ScoredPart {
  readonly place: PartPlace | undefined;
  readonly score: number;
}

/** Every part of an item of a modality, by its vector in the view's space; empty if the item is not there. */
export async function scoreParts(
  view: View,
  id: string,
  { query, modality }: { readonly query: Float32Array; readonly modality: Modality },
): Promise<readonly ScoredPart[]> {
  const located = (await locateItems(view, [id])).get(id) ?? [];
  const blocks = await readBlocks(
    view,
    located.map(({ segment }) => segment),
  );
  const scored = await Promise.all(
    located.map(async (location): Promise<ScoredPart | undefined> => {
      const { segment, row } = location;
      const block = blocks.get(segment);
      if (!segment.isOwn || block?.modality(row) !== modality) return undefined;
      const vector = await readVector(view, location);
      return vector && { place: block.place(row), score: unitCosine(vector, 0, query) };
    }),
  );
  return scored.filter((part) => part !== undefined);
}
