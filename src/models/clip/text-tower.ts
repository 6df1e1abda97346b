import type { AbortOptions } from '../../core/abort.ts';
import type { Priority } from '../../core/lane.ts';
import type { ModelSession } from '../../runtime/model-session.ts';
import { floatsOf, rowsOf } from '../../runtime/tensor-data.ts';
import { tensorName, type ManifestPart } from '../manifest.ts';
import type { TextTokenizer } from '../text-tokenizer.ts';

/** Options of a tower's batch. */
export interface TowerOptions extends AbortOptions {
  readonly priority?: Priority;
}

/** The text tower of a pack: texts to unit-length embeddings. */
export class TextTower {
  readonly session: ModelSession;
  readonly tokenizer: TextTokenizer;
  readonly #part: ManifestPart;

  constructor(session: ModelSession, tokenizer: TextTokenizer, part: ManifestPart) {
    this.session = session;
    this.tokenizer = tokenizer;
    this.#part = part;
  }

  /** Embeds a batch: `[texts, tokens]` in, one row of `dims` numbers for each text out. */
  async embed(texts: readonly string[], options: TowerOptions = {}): Promise<readonly Float32Array[]> {
    const { ids, mask, tokens } = this.tokenizer.encodeBatch(texts);
    const dims = [texts.length, tokens];
    const input = (key: string): string => tensorName(this.session.name, this.#part.in, key);
    const embeds = tensorName(this.session.name, this.#part.out, 'embeds');
    const outputs = await this.session.run(
      { [input('ids')]: { type: 'int64', dims, data: ids }, [input('mask')]: { type: 'int64', dims, data: mask } },
      { ...options, outputs: [embeds] },
    );
    return rowsOf(floatsOf(outputs, embeds));
  }
}
