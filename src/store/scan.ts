import { unitCosine } from '../math/dot.ts';
import { compareText, TopK, type Scored } from '../math/top-k.ts';
import type { Segment } from './mirror.ts';
import { hasBit } from './row-bits.ts';

/** What {@link scan} looks for. */
export interface ScanOptions {
  /** Unit vector. */
  readonly query: Float32Array;
  readonly limit: number;
  readonly minScore: number;
  /** Asked before the score is computed. */
  readonly accept: ((id: string) => boolean) | undefined;
}

/** Exact search: the cosine of every live, accepted row. Best first, equal scores by id. Damaged segments are left out. */
export function scan(segments: readonly Segment[], options: ScanOptions): readonly Scored<string>[] {
  const { query, limit, minScore, accept } = options;
  const top = new TopK<string>(limit, compareText);
  for (const { head, dead, vectors } of segments) {
    if (!(vectors instanceof Float32Array)) continue;
    head.ids.forEach((id, row) => {
      if (hasBit(dead, row) || accept?.(id) === false) return;
      const score = unitCosine(vectors, row * query.length, query);
      if (score >= minScore && score >= top.floor) top.offer(score, id);
    });
  }
  return top.take();
}
