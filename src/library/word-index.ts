import MiniSearch, { type Query as IndexQuery, type SearchResult } from 'minisearch';
import { raceAbort, type AbortOptions } from '../core/abort.ts';
import { Lane } from '../core/lane.ts';
import { yieldTask } from '../core/yield-task.ts';
import { compareText } from '../math/top-k.ts';
import type { Metadata, Modality } from '../store/item.ts';
import type { IndexedStore } from '../store/indexed-store.ts';
import { queryWords, termsOf, type QueryWord } from './word-terms.ts';

/** An item whose words were found. */
export interface WordHit {
  readonly id: string;
  /** Words of the query that it holds, in plain form. */
  readonly words: readonly string[];
}

/** Which items are looked for by their words. */
export interface WordSelection extends AbortOptions {
  readonly modality: Modality;
  /** Only these ids, where they are given. */
  readonly among: ReadonlySet<string> | undefined;
  readonly limit: number;
}

interface IndexedItem {
  readonly id: string;
  readonly modality: Modality;
  readonly caption: string;
  readonly text: string;
  readonly name: string;
}

/** Characters of a field that are read. */
const longestField = 100_000;
/** Rows that are put in before others have their turn. */
const rowsAtOnce = 256;
/** A word in a file name says less than one in a caption or a text. */
const boost = { caption: 1, text: 1, name: 0.3 };

/**
 * Full-text index (BM25) of captions, texts and file names of a store, in memory. It is made at the first search and
 * brought up to date at every other one by what was written since, in this tab or another.
 */
export class WordIndex {
  readonly #store: IndexedStore;
  readonly #changes: ReturnType<IndexedStore['follow']>;
  readonly #index = new MiniSearch<IndexedItem>({
    fields: ['caption', 'text', 'name'],
    storeFields: ['modality'],
    tokenize: termsOf,
    processTerm: (term) => term,
  });
  /** What is in the index, by id: rows that were only moved need not be put in again. */
  readonly #known = new Map<string, string>();
  readonly #lane = new Lane();

  constructor(store: IndexedStore) {
    this.#store = store;
    this.#changes = store.follow();
  }

  /** Whether items of this modality come with words: texts do, pictures where one of them has a caption. */
  async hasWords(modality: Modality): Promise<boolean> {
    return modality === 'text' || (await this.#store.count({ caption: { exists: true } })) > 0;
  }

  /**
   * Items that hold the words of `text`: all of one or two words, three quarters of more. Best first, equal ones by id.
   */
  async search(text: string, { modality, among, limit, signal }: WordSelection): Promise<readonly WordHit[]> {
    const words = queryWords(text);
    if (words.length === 0) return [];
    await raceAbort(
      this.#lane.run(() => this.#takeIn()),
      signal,
    );
    const least = words.length > 2 ? Math.floor(0.75 * words.length) : words.length;
    return this.#lookUp(words)
      .flatMap((result) => {
        const id = String(result.id);
        if (result['modality'] !== modality || among?.has(id) === false) return [];
        const found = new Set(result.queryTerms);
        const held = words.filter(({ terms }) => terms.every((term) => found.has(term)));
        return held.length < least ? [] : [{ id, score: result.score, words: held.map((word) => word.text) }];
      })
      .sort((a, b) => b.score - a.score || compareText(a.id, b.id))
      .slice(0, limit)
      .map(({ id, words: held }) => ({ id, words: held }));
  }

  /** Words that no item holds as they stand are looked up by their beginning and by words that are spelled alike. */
  #lookUp(words: readonly QueryWord[]): readonly SearchResult[] {
    const terms = words.flatMap((word) => word.terms);
    const exact = this.#find(terms);
    const known = new Set(exact.flatMap(({ queryTerms }) => queryTerms));
    if (terms.every((term) => known.has(term))) return exact;
    const last = terms.at(-1);
    return this.#find(
      terms.map((term) =>
        known.has(term)
          ? term
          : { queries: [term], combineWith: 'OR', prefix: term === last && term.length > 2, fuzzy: editsOf(term) },
      ),
    );
  }

  #find(queries: IndexQuery[]): readonly SearchResult[] {
    return this.#index.search({ combineWith: 'OR', queries }, { boost, tokenize: (term) => [term] });
  }

  async #takeIn(): Promise<void> {
    let taken = 0;
    for (let more = true; more;) {
      const changes = await this.#changes.next();
      for (const { id, metadata, modality } of changes.rows)
        if (this.#put({ id, modality, ...fieldsOf(metadata) }) && (taken += 1) % rowsAtOnce === 0) await yieldTask();
      for (const id of changes.gone) {
        this.#index.discard(id);
        this.#known.delete(id);
      }
      ({ more } = changes);
    }
  }

  /** False when the item is in the index as it is. */
  #put(item: IndexedItem): boolean {
    const content = [item.modality, item.caption, item.text, item.name].join('\0');
    const known = this.#known.get(item.id);
    if (known === content) return false;
    if (known === undefined) this.#index.add(item);
    else this.#index.replace(item);
    this.#known.set(item.id, content);
    return true;
  }
}

function fieldsOf(metadata: Metadata): Pick<IndexedItem, 'caption' | 'text' | 'name'> {
  const read = (field: string): string => {
    const value = metadata[field];
    return typeof value === 'string' ? value.slice(0, longestField) : '';
  };
  return { caption: read('caption'), text: read('text'), name: read('name').replace(/\.[a-z0-9]{2,4}$/i, '') };
}

/** Letters that may be wrong. Numbers are right or another number; pairs of characters are too short to guess at. */
function editsOf(term: string): number | false {
  if (!/^\p{L}{5,}$/u.test(term)) return false;
  return term.length < 8 ? 1 : 2;
}
