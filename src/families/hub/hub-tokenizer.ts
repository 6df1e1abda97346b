import { OnsightError, reasonOf } from '../../core/errors.ts';
import type { Transformers } from '../../runtime/transformers/transformers.ts';
import type { TransformersTokenizer } from '../../runtime/transformers/transformers-module.ts';
import type { HubTokenizerConfig } from './hub-config.ts';
import type { TextRule } from './hub-families.ts';

/** A text as ids: `[CLS]`, words, `[SEP]`. */
export type TokenIds = readonly number[];

/** A repository's tokenizer, with the family's rules for length and case. */
export class HubTokenizer {
  /** Id of the padding token. */
  readonly pad: number;
  readonly padsLeft: boolean;
  readonly #tokenizer: TransformersTokenizer;
  readonly #lowerCase: boolean;

  constructor(tokenizer: TransformersTokenizer, { padding_side }: HubTokenizerConfig, { lowerCase }: TextRule) {
    this.#tokenizer = tokenizer;
    this.#lowerCase = lowerCase;
    this.pad = tokenizer.pad_token_id ?? 0;
    this.padsLeft = padding_side === 'left';
  }

  /**
   * The ids of a text, `maxTokens` at most. Truncated as in Python, before the special tokens at the end
   * (transformers.js' own truncation drops the end token, which CLIP pools at).
   */
  encode(text: string, maxTokens: number): TokenIds {
    const cased = this.#lowerCase ? text.toLowerCase() : text;
    // A token has at least one character, so text far beyond the limit cannot reach the ids.
    const bounded = cased.slice(0, maxTokens * 64);
    const whole = this.#ids(bounded, true);
    if (whole.length <= maxTokens) return whole;
    const bare = this.#ids(bounded, false);
    const before = prefixLength(whole, bare);
    const after = whole.length - bare.length - before;
    return [
      ...whole.slice(0, before),
      ...bare.slice(0, Math.max(0, maxTokens - before - after)),
      ...whole.slice(whole.length - after),
    ];
  }

  /** True if no part of the word is unknown; always true for byte-level tokenizers. */
  reads(word: string): boolean {
    const ids = this.#ids(this.#lowerCase ? word.toLowerCase() : word, false);
    return ids.length > 0 && ids.every((id) => id !== this.#tokenizer.unk_token_id);
  }

  #ids(text: string, special: boolean): TokenIds {
    return this.#tokenizer(text, { add_special_tokens: special, return_tensor: false }).input_ids;
  }
}

/** Number of special tokens before the text. */
function prefixLength(whole: TokenIds, bare: TokenIds): number {
  for (let before = 0; before <= whole.length - bare.length; before += 1)
    if (bare.every((id, index) => whole[before + index] === id)) return before;
  return 0;
}

/** @throws OnsightError `unsupported-model` if the files are not a tokenizer */
export function createHubTokenizer(
  model: string,
  transformers: Transformers,
  files: { readonly tokenizer: object; readonly config: HubTokenizerConfig },
  rule: TextRule,
): HubTokenizer {
  try {
    const tokenizer = new HubTokenizer(transformers.createTokenizer(files.tokenizer, files.config), files.config, rule);
    tokenizer.encode('a', rule.maxTokens);
    return tokenizer;
  } catch (cause) {
    const reason = `its tokenizer cannot be used: ${reasonOf(cause)}`;
    throw new OnsightError('unsupported-model', { model, reason }, { cause });
  }
}
