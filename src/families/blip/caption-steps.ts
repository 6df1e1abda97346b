import type { HeatMap } from '../../math/heat-map.ts';
import { SettledTokens } from '../../generation/settled-tokens.ts';
import type { TextTokenizer } from '../packs/text-tokenizer.ts';
import type { ModelCaption, CaptionStep } from '../vision-language-model.ts';

/** The steps of a caption that is being written. Each token costs the same, however long the caption is. */
export class CaptionSteps {
  readonly #tokenizer: Pick<TextTokenizer, 'decode' | 'piece'>;
  readonly #settled: SettledTokens | undefined;
  #text = '';
  #seen = 0;
  /** Decides how the next token is joined to the text. */
  #lastId: number | undefined;

  /** `mayRepeat`: whether a word that is listed twice stays. */
  constructor({
    tokenizer,
    mayRepeat,
  }: {
    readonly tokenizer: Pick<TextTokenizer, 'decode' | 'piece'>;
    readonly mayRepeat: boolean;
  }) {
    this.#tokenizer = tokenizer;
    this.#settled = mayRepeat ? undefined : new SettledTokens();
  }

  /** Adds the ids that are new in a growing sequence. @returns a step if the text grew */
  next(ids: readonly number[], heat: HeatMap | undefined): CaptionStep | undefined {
    const before = this.#text.length;
    for (const id of ids.slice(this.#seen)) this.#add(id);
    this.#seen = ids.length;
    return this.#text.length > before ? { text: this.#text, heat } : undefined;
  }

  /** The last step, if the finished text is longer than what was shown. */
  last(text: string, heat: HeatMap | undefined): CaptionStep | undefined {
    return text === this.#text ? undefined : { text, heat };
  }

  #add(id: number): void {
    const settled = this.#settled?.push(id, this.#tokenizer.piece(id)) ?? [id];
    for (const each of settled) this.#append(each);
  }

  /** Decoding joins a token to the one before it alone, so two tokens show what the whole text would. */
  #append(id: number): void {
    if (this.#tokenizer.piece(id) === '') return;
    const before = this.#lastId === undefined ? [] : [this.#lastId];
    this.#text += this.#tokenizer.decode([...before, id]).slice(this.#tokenizer.decode(before).length);
    this.#lastId = id;
  }
}

/** The steps of a caption that is known already: one per word, none if it is empty. */
export function captionSteps({ text, words }: ModelCaption): readonly CaptionStep[] {
  if (words.length === 0) return text === '' ? [] : [{ text }];
  return words.map(({ end, heat }, index) => ({ text: index === words.length - 1 ? text : text.slice(0, end), heat }));
}
