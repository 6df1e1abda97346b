import MiniSearch, { type Query as IndexQuery, type SearchResult } from 'minisearch';
import { raceAbort, type AbortOptions } from '../../core/async/abort.ts';
import { Lane } from '../../core/async/lane.ts';
import { yieldTask } from '../../core/async/yield-task.ts';
import { compareText } from '../../math/top-k.ts';
import type { Modality } from '../../store/contract/item.ts';
import type { IndexedStore } from '../../store/indexed-store.ts';
import { FileNames, nameCertainty } from './file-name.ts';
import { mergeFound, type Found, type IndexedItem } from './found-item.ts';
import { findHighlights, type Highlight } from './highlights.ts';
import { boost, fieldsOf, indexedFields, trust, wordsIn, type IndexedField } from './indexed-fields.ts';
import { LineTexts } from './line-texts.ts';
import { needleOf, phraseCertainty, phrasesOf } from './phrases.ts';
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
  readonly #names = new FileNames();
  readonly #lines = new LineTexts();
  /** Modalities of further parts, by the id of their item. */
  readonly #parts = new Map<string, Set<Modality>>();
  readonly #lane = new Lane();

  constructor(store: IndexedStore) {
    this.#changes = store.follow();
  }

  /**
   * Items that contain the words of `text`: all of one or two words, three quarters of more; files of that name; and
   * items with lines of text in which its letters follow each other. If `text` has quoted phrases, only items that
   * contain each of them in one line. An item is found under the modality of each of its parts. Most certain first, then
   * by BM25, then by id.
   */
  async search(text: string, { modality, among, limit, signal }: WordSelection): Promise<readonly WordHit[]> {
    await raceAbort(
      this.#lane.run(() => this.#takeIn()),
      signal,
    );
    const found = this.#find(text);
    const isOf = ({ id, modality: own }: IndexedItem): boolean =>
      own === modality || this.#parts.get(id)?.has(modality) === true;
    return [...found.values()]
      .filter(({ item }) => isOf(item) && among?.has(item.id) !== false)
      .map((each) => ({ ...each, certainty: Math.max(each.certainty, nameCertainty(text, each.item.name)) }))
      .sort((a, b) => b.certainty - a.certainty || b.score - a.score || compareText(a.item.id, b.item.id))
      .slice(0, limit)
      .map(({ item, words, certainty, ...places }) => ({
        id: item.id,
        words,
        certainty,
        highlights: () => findHighlights(item, places, text),
      }));
  }

  #find(text: string): ReadonlyMap<string, Found> {
    const found = new Map(this.#named(text).map((each) => [each.item.id, each]));
    const phrases = phrasesOf(text);
    const holding = this.#holding(text);
    const within = this.#within(text, phrases);
    for (const each of [...holding, ...within]) {
      const known = found.get(each.item.id);
      found.set(each.item.id, known === undefined ? each : mergeFound(known, each));
    }
    if (phrases.length === 0) return found;
    return new Map(
      [...found].flatMap(([id, each]) => {
        const certainty = phraseCertainty(each.item, phrases);
        if (certainty === 0) return each.certainty === 0 ? [[id, each]] : [];
        return [[id, { ...each, certainty, terms: new Set<string>(), needles: phrases }]];
      }),
    );
  }

  /** Items with lines in which the letters of a query, or of its first phrase, follow each other. */
  #within(text: string, phrases: readonly string[]): readonly Found[] {
    const [needle = needleOf(text)] = phrases;
    if (needle === undefined) return [];
    const words = queryWords(text).map((word) => word.text);
    return this.#lines.find(needle).flatMap(({ id, field, isWhole }): Found[] => {
      const item = this.#known.get(id);
      const certainty = trust[field] * (isWhole ? 1 : guessed);
      return item === undefined ? [] : [{ item, words, certainty, score: 0, terms: new Set(), needles: [needle] }];
    });
  }

  /** Files of that name, whatever its words. */
  #named(text: string): readonly Found[] {
    return this.#names.find(text).flatMap((id): Found[] => {
      const item = this.#known.get(id);
      return item === undefined ? [] : [{ item, words: [], certainty: 0, score: 0, terms: new Set(), needles: [] }];
    });
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
          needles: [],
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
    const exact = this.#query(terms);
    const known = new Set(exact.flatMap(({ queryTerms }) => queryTerms));
    const isKnown = ({ alternatives }: QueryWord): boolean =>
      alternatives.some((each) => each.every((term) => known.has(term)));
    if (words.every(isKnown)) return { results: exact, isGuess: () => false };
    const last = words.at(-1)?.alternatives.flat().at(-1);
    const results = this.#query(
      terms.map((term) =>
        known.has(term)
          ? term
          : { queries: [term], combineWith: 'OR', prefix: term === last && term.length > 2, fuzzy: editsOf(term) },
      ),
    );
    return { results, isGuess: (held) => !held.every(isKnown) };
  }

  #query(queries: IndexQuery[]): readonly SearchResult[] {
    return this.#index.search({ combineWith: 'OR', queries }, { boost, tokenize: (term) => [term] });
  }

  async #takeIn(): Promise<void> {
    let taken = 0;
    for (let more = true; more;) {
      const changes = await this.#changes.next();
      for (const { id, metadata, modality } of changes.rows)
        if (this.#put({ id, modality, ...fieldsOf(metadata) }) && (taken += 1) % rowsAtOnce === 0) await yieldTask();
      for (const { id, modality } of changes.parts)
        this.#parts.set(id, (this.#parts.get(id) ?? new Set()).add(modality));
      for (const id of changes.gone) {
        this.#index.discard(id);
        this.#parts.delete(id);
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
    this.#lines.put(item.id, item);
    this.#names.put(item.id, item.name);
    return true;
  }

  #forget(id: string): void {
    const known = this.#known.get(id);
    if (known === undefined) return;
    this.#lines.forget(id);
    this.#names.forget(id, known.name);
    this.#known.delete(id);
  }
}

function isSame(a: IndexedItem, b: IndexedItem): boolean {
  if (a.modality !== b.modality || a.lists.size !== b.lists.size) return false;
  return indexedFields.every((field) => a[field] === b[field]);
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
