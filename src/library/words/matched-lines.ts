import { linesOf, type PlacedLine } from '../../sample/placed-line.ts';
import type { Metadata } from '../../store/contract/item.ts';
import type { Highlight } from './highlights.ts';

/** Most lines returned per hit. */
const most = 50;

/** Lines of text of an item that contain highlighted words: those with most of them first, then in order. */
export function matchedLines(
  item: { readonly metadata: Metadata },
  highlights: readonly Highlight[],
): readonly PlacedLine[] {
  const marked = new Map<string, number>();
  for (const { field, entry, start, end } of highlights) {
    if (entry === undefined) continue;
    const key = `${field} ${entry}`;
    marked.set(key, (marked.get(key) ?? 0) + end - start);
  }
  if (marked.size === 0) return [];
  const lengthOf = ({ field, entry }: PlacedLine): number => marked.get(`${field} ${entry}`) ?? 0;
  return linesOf(item)
    .filter((line) => lengthOf(line) > 0)
    .sort((a, b) => lengthOf(b) - lengthOf(a))
    .slice(0, most);
}
