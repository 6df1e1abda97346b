import type { AbortOptions } from '../../core/async/abort.ts';
import type { Priority } from '../../core/async/lane.ts';
import { embedTokens } from '../packs/embed-tokens.ts';
import type { OpenPart } from '../packs/pack-sessions.ts';
import type { TextTokenizer } from '../packs/text-tokenizer.ts';
import type { Tower } from '../text-embedder.ts';

/** Options of a tower's batch. */
export interface TowerOptions extends AbortOptions {
  readonly priority?: Priority;
}

/** The text tower of a pack: texts to unit-length embeddings. */
export class TextTower implements Tower<string> {
  readonly #part: OpenPart;
  readonly #tokenizer: TextTokenizer;

  constructor(part: OpenPart, tokenizer: TextTokenizer) {
    this.#part = part;
    this.#tokenizer = tokenizer;
  }

  /** Embeds a batch: `[texts, tokens]` in, one row of `dims` numbers for each text out. */
  embed(texts: readonly string[], options: TowerOptions = {}): Promise<readonly Float32Array[]> {
    return embedTokens(this.#part, this.#tokenizer.encodeBatch(texts), options);
  }

  warm(options: AbortOptions): Promise<void> {
    return this.#part.warm(options);
  }
}
