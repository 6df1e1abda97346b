import { andBits, countBits } from '../format/row-bits.ts';
import { selectRows, type Selection } from './selection.ts';
import type { View } from '../segments/view.ts';

/** Counts the selected rows. */
export async function countRows(view: View, selection: Selection): Promise<number> {
  const counts = await Promise.all(
    view.snapshot.segments.map(async (segment) => {
      const chosen = await selectRows(view, selection, segment);
      if (chosen === 'all') return segment.live;
      return chosen === undefined ? 0 : countBits(andBits(chosen, segment.liveBits));
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
