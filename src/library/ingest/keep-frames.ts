import { dot } from '../../math/dot.ts';
import type { TimeRange } from '../../sample/time-range.ts';

/** Cosine from which a frame shows the same as the one before. */
const sameView = 0.95;

type EmbeddedFrame = TimeRange & { readonly vector: Float32Array };

/** Appends a frame; one that shows the same as the last only makes that one last longer. */
export function keepFrame(kept: EmbeddedFrame[], frame: EmbeddedFrame): void {
  const last = kept.at(-1);
  if (last?.endS === frame.startS && dot(last.vector, 0, frame.vector) > sameView)
    kept[kept.length - 1] = { ...last, endS: frame.endS };
  else kept.push(frame);
}

/** At most `most` frames: of those neighbours that look most alike, the shorter one is left out. */
export function thinFrames(frames: readonly EmbeddedFrame[], most: number): readonly EmbeddedFrame[] {
  const kept = [...frames];
  const likeness = kept.slice(1).map(({ vector }, i) => dot(kept[i]?.vector ?? vector, 0, vector));
  while (kept.length > most) {
    const at = likeness.indexOf(Math.max(...likeness));
    const [a, b] = [kept[at], kept[at + 1]];
    if (a === undefined || b === undefined) break;
    const longer = b.endS - b.startS > a.endS - a.startS ? b : a;
    kept.splice(at, 2, { startS: a.startS, endS: b.endS, vector: longer.vector });
    likeness.splice(at, 1);
    for (const i of [at - 1, at]) {
      const [left, right] = [kept[i], kept[i + 1]];
      if (left !== undefined && right !== undefined) likeness[i] = dot(left.vector, 0, right.vector);
    }
  }
  return kept;
}
