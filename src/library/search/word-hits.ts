import { raceAbort } from '../../core/async/abort.ts';
import type { WordHit } from '../words/word-index.ts';
import type { RankOptions } from './rank-items.ts';

type WordDeps = Pick<RankOptions, 'store' | 'words' | 'filter' | 'modality' | 'signal'>;

/** Maximum number of items ranked by words; far more than anyone pages through. */
const mostWordHits = 1_000;

/** Items by the words they hold. */
export interface WordHits {
  readonly wanted: ReadonlyMap<string, WordHit>;
  /** Certainty that an item is excluded, by id. */
  readonly excluded: ReadonlyMap<string, number>;
}

/** Items that contain the wanted and the excluded words. */
export async function findWordHits(rules: WordDeps): Promise<WordHits> {
  const { words, filter, modality, signal } = rules;
  const excluded = new Map<string, number>();
  if (words === undefined) return { wanted: new Map(), excluded };
  const among = filter === undefined ? undefined : await raceAbort(passing(rules), signal);
  const options = { modality, among, limit: mostWordHits, signal };
  const wanted = await words.index.search(words.text, options);
  for (const text of words.without) {
    for (const { id, certainty } of await words.index.search(text, options))
      excluded.set(id, Math.max(certainty, excluded.get(id) ?? 0));
  }
  return { wanted: new Map(wanted.map((each) => [each.id, each])), excluded };
}

async function passing({ store, filter, signal }: WordDeps): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const { id } of store.scan({ filter, include: [], signal })) ids.add(id);
  return ids;
}
