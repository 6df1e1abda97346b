import MiniSearch, { type Query as IndexQuery, type SearchResult } from 'minisearch';
import { raceAbort, type AbortOptions } from '../../core/async/abort.ts';
import { Lane } from '../../core/async/lane.ts';
import { yieldTask } from '../../core/async/yield-task.ts';
import { compareText } from '../../math/top-k.ts';
import type { Modality } from '../../store/contract/item.ts';
import type { IndexedStore } from '../../store/indexed-store.ts';
import { nameCertainty, nameKey, nameKeysOf, stemOf } from './file-name.ts';
import { findHighlights, type Highlight } from './highlights.ts';
import {
  boost,
  fieldsOf,
  indexedFields,
  trust,
  wordsIn,
  type IndexedField,
  type IndexedText,
} from './indexed-fields.ts';
import { queryWords, termsOf, type QueryWord } from './word-terms.ts';

/** An item found by its words. */
export interface WordHit {
  readonly id: string;
  /** Words of the query that it contains, in plain form. */
  readonly words: readonly string[];
  /** Certainty that the item is meant because of them, 0 to 1. */
  readonly certainty: number;
  /** Their places in its metadata; looked up only for returned hits. */
  readonly highlights: () => readonly Highlight[];
}

/** Options of {@link WordIndex.search}. */
interface WordSelection extends AbortOptions {
  readonly modality: Modality;
  /** Only these ids, if given. */
  readonly among: ReadonlySet<string> | undefined;
  readonly limit: number;
}

interface IndexedItem extends IndexedText {
  readonly id: string;
  readonly modality: Modality;
}

/** A result whose places were not looked up yet. */
interface Found {
  readonly item: IndexedItem;
  readonly words: readonly string[];
  readonly certainty: number;
  readonly score: number;
  /** Terms of the index that were found. */
  readonly terms: ReadonlySet<string>;
}

/** Number of rows indexed before yielding to other tasks. */
const rowsAtOnce = 256;
/** Factor for a hit found by prefix or similar spelling. */
const guessed = 0.6;

/**
 * In-memory full-text index (BM25) of the metadata of a store's items. It is built at the first search and updated at
 * each later one with writes of this tab and others.
 */
export class WordIndex {
  readonly #changes: ReturnType<IndexedStore['follow']>;
  readonly #index = new MiniSearch<IndexedItem>({
    fields: [...indexedFields],
    // MiniSearch calls this function for the id too.
    extractField: (item, field) => (field === 'id' ? item.id : wordsIn(item, field as IndexedField)),
    tokenize: termsOf,
    processTerm: (term) => term,
  });
  /** Indexed rows by id: rows that were only moved need not be indexed again. */
  readonly #known = new Map<string, IndexedItem>();
  /** Ids by the key of the file name, for names without a word. */
  readonly #names = new Map<string, Set<string>>();
  readonly #lane = new Lane();

  constructor(store: IndexedStore) {
    this.#changes = store.follow();
  }

  /**
   * Items that contain the words of `text`: all of one or two words, three quarters of more; and files of that name.
   * Most certain first, then by BM25, then by id.
   */
  async search(text: string, { modality, among, limit, signal }: WordSelection): Promise<readonly WordHit[]> {
    await raceAbort(
      this.#lane.run(() => this.#takeIn()),
      signal,
    );
    const found = new Map([...this.#named(text), ...this.#holding(text)].map((each) => [each.item.id, each]));
    return [...found.values()]
      .filter(({ item }) => item.modality === modality && among?.has(item.id) !== false)
      .map((each) => ({ ...each, certainty: Math.max(each.certainty, nameCertainty(text, each.item.name)) }))
      .sort((a, b) => b.certainty - a.certainty || b.score - a.score || compareText(a.item.id, b.item.id))
      .slice(0, limit)
      .map(({ item, words, certainty, terms }) => ({
        id: item.id,
        words,
        certainty,
        highlights: () => findHighlights(item, terms, text),
      }));
  }

  /** Files of that name, whatever its words. */
  #named(text: string): readonly Found[] {
    return nameKeysOf(text).flatMap((key) =>
      [...(this.#names.get(key) ?? [])].flatMap((id): Found[] => {
        const item = this.#known.get(id);
        return item === undefined ? [] : [{ item, words: [], certainty: 0, score: 0, terms: new Set() }];
      }),
    );
  }

  #holding(text: string): readonly Found[] {
    const words = queryWords(text);
    if (words.length === 0) return [];
    const least = words.length > 2 ? Math.floor(0.75 * words.length) : words.length;
    const { results, isGuess } = this.#lookUp(words);
    return results.flatMap((result): Found[] => {
      const item = this.#known.get(String(result.id));
      const asked = new Set(result.queryTerms);
      const held = words.filter(({ alternatives }) =>
        alternatives.some((terms) => terms.every((term) => asked.has(term))),
      );
      if (item === undefined || held.length < least) return [];
      const share = held.length / words.length;
      return [
        {
          item,
          words: held.map((word) => word.text),
          certainty: trustOf(result) * share * (isGuess(held) ? guessed : 1),
          score: result.score,
          terms: new Set(Object.keys(result.match)),
        },
      ];
    });
  }

  /** Words that occur in no item are matched by prefix and by similar spelling. */
  #lookUp(words: readonly QueryWord[]): {
    readonly results: readonly SearchResult[];
    readonly isGuess: (held: readonly QueryWord[]) => boolean;
  } {
    const terms = [...new Set(words.flatMap(({ alternatives }) => alternatives.flat()))];
    const exact = this.#find(terms);
    const known = new Set(exact.flatMap(({ queryTerms }) => queryTerms));
    const isKnown = ({ alternatives }: QueryWord): boolean =>
      alternatives.some((each) => each.every((term) => known.has(term)));
    if (words.every(isKnown)) return { results: exact, isGuess: () => false };
    const last = words.at(-1)?.alternatives.flat().at(-1);
    const results = this.#find(
      terms.map((term) =>
        known.has(term)
          ? term
          : { queries: [term], combineWith: 'OR', prefix: term === last && term.length > 2, fuzzy: editsOf(term) },
      ),
    );
    return { results, isGuess: (held) => !held.every(isKnown) };
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
        this.#forget(id);
      }
      ({ more } = changes);
    }
  }

  /** False if the item is already indexed unchanged. */
  #put(item: IndexedItem): boolean {
    const known = this.#known.get(item.id);
    if (known !== undefined && isSame(known, item)) return false;
    if (known === undefined) this.#index.add(item);
    else this.#index.replace(item);
    this.#forget(item.id);
    this.#known.set(item.id, item);
    const key = nameKey(stemOf(item.name));
    if (key !== '') this.#names.set(key, (this.#names.get(key) ?? new Set()).add(item.id));
    return true;
  }

  #forget(id: string): void {
    const known = this.#known.get(id);
    if (known === undefined) return;
    const key = nameKey(stemOf(known.name));
    const ids = this.#names.get(key);
    ids?.delete(id);
    if (ids?.size === 0) this.#names.delete(key);
    this.#known.delete(id);
  }
}

function isSame(a: IndexedItem, b: IndexedItem): boolean {
  return a.modality === b.modality && indexedFields.every((field) => a[field] === b[field]);
}

/** Trust of the weakest found term, in its best field. */
function trustOf({ match }: SearchResult): number {
  const best = Object.values(match).map((fields) =>
    // MiniSearch types fields as plain strings.
    Math.max(...fields.map((field) => trust[field as IndexedField])),
  );
  return best.length === 0 ? 0 : Math.min(...best);
}

/** Number of letters that may differ. Numbers must be exact; pairs of characters are too short to guess. */
function editsOf(term: string): number | false {
  if (!/^\p{L}{5,}$/u.test(term)) return false;
  return term.length < 8 ? 1 : 2;
}
