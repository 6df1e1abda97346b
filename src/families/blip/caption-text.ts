import type { TextTokenizer } from '../packs/text-tokenizer.ts';
import type { WordHeat } from '../vision-language-model.ts';
import { toAttentionMap, type StateGrid } from './attention-map.ts';
import type { Sequence } from '../../generation/search.ts';
import { findStutter } from '../../generation/drop-stutter.ts';
import { wordsOf } from '../../generation/words-of.ts';

/**
 * The text of a sequence, and its words with where the decoder looked when it wrote them.
 *
 * @param mayRepeat - whether a word that is listed twice stays
 */
export function toCaptionText(
  sequence: Sequence,
  promptLength: number,
  tokenizer: TextTokenizer,
  grid: StateGrid | undefined,
  mayRepeat: boolean,
): { readonly text: string; readonly words: readonly WordHeat[] } {
  const stutter = mayRepeat ? new Set() : findStutter(sequence.ids.map((id) => tokenizer.piece(id)));
  const kept = [...sequence.ids.keys()].filter((at) => !stutter.has(at));
  const ids = kept.map((at) => sequence.ids[at] ?? 0);
  const text = tokenizer.decode(ids);
  const pieces = ids.map((id) => tokenizer.piece(id));
  const words = wordsOf(text, pieces).map(({ word, start, end, tokens }) => {
    // What the prompt says was not written by the decoder.
    const attention = tokens.flatMap((token) => sequence.attention[(kept[token] ?? 0) - promptLength] ?? []);
    const heat = grid === undefined || attention.length === 0 ? undefined : toAttentionMap(attention, grid);
    return { word, start, end, ...(heat && { heat }) };
  });
  return { text, words };
}
