import { articles, canRepeat, listWords } from './drop-stutter.ts';

interface HeldWord {
  readonly text: string;
  readonly ids: readonly number[];
}

/**
 * The tokens of a growing sequence that `findStutter` will keep, as soon as that is certain: separators, and a word that
 * may repeat the one before them, are held back. Constant time per token.
 */
export class SettledTokens {
  /** The last word that was passed on, as far as it is known. */
  #last: string | undefined;
  /** Separators, then at most one article, between `#last` and a word that may repeat it. */
  #separators: readonly HeldWord[] = [];
  /** A beginning of `#last`, which repeats it once it is complete. */
  #word: HeldWord | undefined;

  /** Adds a token. @returns the ids that are certain now, in order */
  push(id: number, piece: string): readonly number[] {
    if (piece === '') return [];
    if (piece.startsWith('##') && this.#last !== undefined) return this.#grow(id, piece.slice(2));
    const settled = this.#settleWord();
    const word = { text: piece, ids: [id] };
    const isSeparator = listWords.has(piece) || articles.has(piece);
    return [...settled, ...(isSeparator ? this.#addSeparator(word) : this.#addWord(word))];
  }

  /** The ids that are left at the end of the sequence. */
  flush(): readonly number[] {
    const settled = this.#settleWord();
    return [...settled, ...this.#separators.flatMap(({ ids }) => ids)];
  }

  /** Continues the current word. */
  #grow(id: number, characters: string): readonly number[] {
    const word = this.#word ?? this.#separators.at(-1);
    if (word === undefined) {
      this.#last = (this.#last ?? '') + characters;
      return [id];
    }
    // "and" that goes on as "and ##roid" is a word.
    if (this.#word === undefined) this.#separators = this.#separators.slice(0, -1);
    return this.#addWord({ text: word.text + characters, ids: [...word.ids, id] });
  }

  #addWord(word: HeldWord): readonly number[] {
    if (this.#last === undefined || !canRepeat(this.#last) || !this.#last.startsWith(word.text))
      return this.#release(word);
    this.#word = word;
    return [];
  }

  #addSeparator(word: HeldWord): readonly number[] {
    if (this.#last === undefined || !canRepeat(this.#last)) return this.#release(word);
    // After an article comes a word; this may be the beginning of one.
    if (articles.has(this.#separators.at(-1)?.text ?? '')) return this.#addWord(word);
    this.#separators = [...this.#separators, word];
    return [];
  }

  /** The held word is complete: it is dropped with its separators if it repeats the last one. */
  #settleWord(): readonly number[] {
    const word = this.#word;
    if (word === undefined) return [];
    if (word.text !== this.#last) return this.#release(word);
    this.#separators = [];
    this.#word = undefined;
    return [];
  }

  #release(word: HeldWord): readonly number[] {
    const released = [...this.#separators, word].flatMap(({ ids }) => ids);
    this.#last = word.text;
    this.#separators = [];
    this.#word = undefined;
    return released;
  }
}
