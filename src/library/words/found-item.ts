import type { Modality } from '../../store/contract/item.ts';
import type { FoundWords } from './highlights.ts';
import type { IndexedText } from './indexed-fields.ts';

/** An item as the word index knows it. */
export interface IndexedItem extends IndexedText {
  readonly id: string;
  readonly modality: Modality;
}

/** A result whose places were not looked up yet. */
export interface Found extends FoundWords {
  readonly item: IndexedItem;
  readonly words: readonly string[];
  readonly certainty: number;
  readonly score: number;
}

/** Both findings of one item: the higher certainty, and the places of both. */
export function mergeFound(a: Found, b: Found): Found {
  const [best, other] = a.certainty >= b.certainty ? [a, b] : [b, a];
  return {
    ...best,
    score: Math.max(a.score, b.score),
    words: best.words.length > 0 ? best.words : other.words,
    terms: new Set([...a.terms, ...b.terms]),
    needles: [...a.needles, ...b.needles],
  };
}
