import { Tokenizer } from '@huggingface/tokenizers';
import { OnsightError, reasonOf } from '../../core/errors.ts';

/** Ids of a batch of texts, padded to the longest: `[texts, tokens]` row by row. */
export interface TokenBatch {
  readonly ids: BigInt64Array;
  /** 1 for a token, 0 for padding. */
  readonly mask: BigInt64Array;
  readonly tokens: number;
}

/** Turns texts into token ids. */
export interface TextTokenizer {
  /** The ids of one text with its special tokens, cut to `maxTokens` with the last special token kept. */
  encode(text: string): readonly number[];
  encodeBatch(texts: readonly string[]): TokenBatch;
  /** The text of token ids, without special tokens and without spaces before punctuation. */
  decode(ids: readonly number[]): string;
  /** True if the tokenizer has pieces for every part of a word. */
  reads(word: string): boolean;
  /** One token as in the vocabulary (`##ing`); empty for a special token. */
  piece(id: number): string;
}

/** Limits of a {@link TextTokenizer}, from the manifest. */
interface TokenizerLimits {
  readonly maxTokens: number;
  readonly pad: number;
  /** Id of the unknown token; undefined for byte-level tokenizers. */
  readonly unknown?: number | undefined;
}

/**
 * A tokenizer from the bytes of a `tokenizer.json`.
 *
 * @throws OnsightError `unsupported-model` if the file is not a tokenizer
 */
export async function createTextTokenizer(model: string, file: Blob, limits: TokenizerLimits): Promise<TextTokenizer> {
  try {
    const json: unknown = JSON.parse(await file.text());
    if (typeof json !== 'object' || json === null) throw new TypeError('it is not an object');
    // Only the file's own decoder cleans up spaces, as in transformers 5: `a man ' s hat`.
    const tokenizer = new Tokenizer(json, { clean_up_tokenization_spaces: false });
    return new PackTokenizer(tokenizer, limits);
  } catch (cause) {
    throw new OnsightError(
      'unsupported-model',
      { model, reason: `its tokenizer cannot be read: ${reasonOf(cause)}` },
      { cause },
    );
  }
}

class PackTokenizer implements TextTokenizer {
  readonly #tokenizer: Tokenizer;
  readonly #limits: TokenizerLimits;
  readonly #special: ReadonlySet<number>;

  constructor(tokenizer: Tokenizer, limits: TokenizerLimits) {
    this.#tokenizer = tokenizer;
    this.#limits = limits;
    const added = tokenizer.get_added_tokens_decoder();
    this.#special = new Set([...added].filter(([, token]) => token.special).map(([id]) => id));
  }

  encode(text: string): readonly number[] {
    // A word piece has at least one character, so text far beyond the limit cannot reach the ids.
    const { ids } = this.#tokenizer.encode(text.slice(0, this.#limits.maxTokens * 64));
    const { maxTokens } = this.#limits;
    const last = ids.at(-1);
    return ids.length <= maxTokens || last === undefined ? ids : [...ids.slice(0, maxTokens - 1), last];
  }

  encodeBatch(texts: readonly string[]): TokenBatch {
    const rows = texts.map((text) => this.encode(text));
    const tokens = Math.max(...rows.map((row) => row.length));
    const ids = new BigInt64Array(rows.length * tokens).fill(BigInt(this.#limits.pad));
    const mask = new BigInt64Array(rows.length * tokens);
    for (const [row, own] of rows.entries())
      for (const [column, id] of own.entries()) {
        ids[row * tokens + column] = BigInt(id);
        mask[row * tokens + column] = 1n;
      }
    return { ids, mask, tokens };
  }

  reads(word: string): boolean {
    const { ids } = this.#tokenizer.encode(word, { add_special_tokens: false });
    return ids.length > 0 && ids.every((id) => id !== this.#limits.unknown);
  }

  decode(ids: readonly number[]): string {
    // The library throws on an empty list.
    return ids.length === 0 ? '' : this.#tokenizer.decode([...ids], { skip_special_tokens: true });
  }

  piece(id: number): string {
    return this.#special.has(id) ? '' : (this.#tokenizer.id_to_token(id) ?? '');
  }
}
