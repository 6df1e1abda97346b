import type { HeatMap } from '../../math/heat-map.ts';
import { SettledTokens } from '../../generation/settled-tokens.ts';
import type { TextTokenizer } from '../packs/text-tokenizer.ts';
import type { ModelCaption, CaptionStep } from '../vision-language-model.ts';

/** Steps of a caption during generation. Each token costs the same, whatever the caption's length. */
export class CaptionSteps {
  readonly #tokenizer: Pick<TextTokenizer, 'decode' | 'piece'>;
  readonly #settled: SettledTokens | undefined;
  #text = '';
  #seen = 0;
  /** Whether the next token is joined without a space. */
  #lastId: number | undefined;

  /** `mayRepeat`: whether a repeated word stays. */
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

  /** Adds the new ids of a growing sequence. @returns a step if the text grew */
  next(ids: readonly number[], heat: HeatMap | undefined): CaptionStep | undefined {
    const before = this.#text.length;
    for (const id of ids.slice(this.#seen)) this.#add(id);
    this.#seen = ids.length;
    return this.#text.length > before ? { text: this.#text, heat } : undefined;
  }

  /** The last step, if the finished text is longer than the last one shown. */
  last(text: string, heat: HeatMap | undefined): CaptionStep | undefined {
    return text === this.#text ? undefined : { text, heat };
  }

  #add(id: number): void {
    const settled = this.#settled?.push(id, this.#tokenizer.piece(id)) ?? [id];
    for (const each of settled) this.#append(each);
  }

  /** Decoding joins a token only to its predecessor, so two tokens give the same result as the whole text. */
  #append(id: number): void {
    if (this.#tokenizer.piece(id) === '') return;
    const before = this.#lastId === undefined ? [] : [this.#lastId];
    this.#text += this.#tokenizer.decode([...before, id]).slice(this.#tokenizer.decode(before).length);
    this.#lastId = id;
  }
}

/** Steps of a known caption: one per word, none if it is empty. */
export function captionSteps({ text, words }: ModelCaption): readonly CaptionStep[] {
  if (words.length === 0) return text === '' ? [] : [{ text }];
  return words.map(({ end, heat }, index) => ({ text: index === words.length - 1 ? text : text.slice(0, end), heat }));
}
