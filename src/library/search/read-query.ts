import type { Embedder, EmbedderOptions } from '../embedder.ts';
import { normalizeQuery, type NormalQuery } from './normalize-query.ts';

/** A query's text as far as a model can read it. */
interface ReadQuery {
  readonly known: readonly string[];
  readonly unknown: readonly string[];
  /** Text to embed; undefined if no word can be read. */
  readonly normal: NormalQuery | undefined;
}

/**
 * Normalises a query's text and leaves out words that the model cannot read, because unknown tokens would be embedded
 * as if they had a meaning.
 */
export async function readQuery(text: string, embedder: Embedder, options: EmbedderOptions = {}): Promise<ReadQuery> {
  const whole = normalizeQuery(text);
  if (whole.text === '') return { known: [], unknown: [text.trim()], normal: undefined };
  const parts = whole.text.split(' ').map(wordsIn);
  const words = [...new Set(parts.flat())];
  const { known, unknown } = (await embedder.readWords?.(words, options)) ?? { known: words, unknown: [] };
  if (unknown.length === 0) return { known, unknown, normal: whole };
  const isKnown = new Set(known);
  // Joins Chinese words again.
  const left = parts.map((part) => part.filter((word) => isKnown.has(word)).join('')).filter((part) => part !== '');
  return { known, unknown, normal: left.length === 0 ? undefined : normalizeQuery(left.join(' ')) };
}

const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u;

/** Words of a run without spaces; the run itself if there is no segmenter, as in Firefox before 125. */
function wordsIn(run: string): readonly string[] {
  if (!unspaced.test(run) || !('Segmenter' in Intl)) return [run];
  const pieces = new Intl.Segmenter('zh', { granularity: 'word' }).segment(run);
  return Array.from(pieces, ({ segment }) => segment).filter((segment) => /[\p{L}\p{N}\p{S}]/u.test(segment));
}
