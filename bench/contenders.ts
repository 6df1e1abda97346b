/** A store that the bench measures: a module of bench/peers in one of its kinds. */
export interface Contender {
  readonly name: string;
  readonly module: string;
  readonly variant: string;
  /** Thread it runs on: most in a worker, some only on a page's own thread. */
  readonly thread: 'worker' | 'page';
}

const contender = (name: string, module: string, variant = '', thread: Contender['thread'] = 'worker'): Contender => ({
  name,
  module,
  variant,
  thread,
});

/** Ours. */
export const onsight: Contender = contender('onsight/store', 'onsight');

const peers: readonly Contender[] = [
  contender('@sqliteai/sqlite-wasm, full scan', 'sqlite', 'full'),
  contender('@sqliteai/sqlite-wasm, quantised', 'sqlite', 'quantised'),
  contender('hnswlib-wasm', 'hnswlib', '', 'page'),
  contender('@orama/orama', 'orama'),
  contender('rxdb, full scan', 'rxdb'),
  contender('voy-search', 'voy'),
  contender('pglite with pgvector, HNSW', 'pglite', 'hnsw'),
  contender('pglite with pgvector, exact', 'pglite', 'exact'),
];

/** Peers that reach a million rows: in the study the others failed earlier, or would build for over an hour. */
const reachesMillion = ['sqlite'];

/**
 * The peers to measure at a size; `chosen` is a list of modules with commas between (`sqlite,voy`), or empty for all
 * that reach it.
 */
export function peersAt(rows: number, chosen: string): readonly Contender[] {
  const names = chosen.split(',').map((name) => name.trim());
  if (chosen !== '') return peers.filter(({ module }) => names.includes(module));
  return rows < 1_000_000 ? peers : peers.filter(({ module }) => reachesMillion.includes(module));
}
