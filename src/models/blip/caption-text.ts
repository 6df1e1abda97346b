import type { TextTokenizer } from '../text-tokenizer.ts';
import type { WordHeat } from '../vision-language-model.ts';
import { toAttentionMap, type StateGrid } from './attention-map.ts';
import type { Sequence } from './search.ts';
import { wordsOf } from './words-of.ts';

/** The text of a sequence, and its words with where the decoder looked when it wrote them. */
export function toCaptionText(
  sequence: Sequence,
  promptLength: number,
  tokenizer: TextTokenizer,
  grid: StateGrid | undefined,
): { readonly text: string; readonly words: readonly WordHeat[] } {
  const { ids } = sequence;
  const text = tokenizer.decode(ids);
  const pieces = ids.map((id) => tokenizer.piece(id));
  const words = wordsOf(text, pieces).map(({ word, start, end, tokens }) => {
    // What the prompt says was not written by the decoder.
    const looks = tokens.flatMap((token) => sequence.looks[token - promptLength] ?? []);
    const heat = grid === undefined || looks.length === 0 ? undefined : toAttentionMap(looks, grid);
    return { word, start, end, ...(heat && { heat }) };
  });
  return { text, words };
}
