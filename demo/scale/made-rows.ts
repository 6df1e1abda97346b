/** Length of the made vectors, as many models have it. */
export const dims = 512;

/** A made row: a point near one of a thousand centres, as embeddings of pictures lie. */
export interface MadeRow {
  readonly id: string;
  readonly vector: Float32Array;
  readonly metadata: { readonly label: number };
}

const centreCount = 1_000;
/** Labels 0 to 99: each names one row in a hundred. */
const labels = 100;
/** Rows that are made before the page has its turn: under two milliseconds of its thread. */
const rowsAtOnce = 512;

/**
 * Rows number `from` to `to`, always the same ones: a broken-off build goes on. In small turns, so that the page stays
 * awake.
 */
export async function* madeRows(from: number, to: number): AsyncGenerator<MadeRow> {
  for (let row = from; row < to; row += 1) {
    if (row % rowsAtOnce === 0) await new Promise((resolve) => setTimeout(resolve));
    yield {
      id: `row ${String(row)}`,
      vector: vectorOf(row),
      metadata: { label: (Math.imul(row + 1, 2_246_822_519) >>> 8) % labels },
    };
  }
}

/** The vector of row number `row`. */
export function vectorOf(row: number): Float32Array {
  return around(Math.imul(row + 1, 2_654_435_761) >>> 0, 0.6);
}

/**
 * A direction for a text: its words choose the centre, the whole text the place near it. It means nothing: there is no
 * model here, only a store.
 */
export function vectorOfText(text: string): Float32Array {
  let hash = 2_166_136_261;
  for (const character of text.trim().toLowerCase())
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619);
  return around(hash >>> 0, 0.4);
}

function around(seed: number, spread: number): Float32Array {
  const start = (seed % centreCount) * dims;
  const noise = randomNumbers(seed);
  return Float32Array.from({ length: dims }, (_, i) => (centres()[start + i] ?? 0) + spread * noise());
}

let made: Float32Array | undefined;

/** A thousand centres around a common mean, which is what makes real embeddings all a little alike. */
function centres(): Float32Array {
  if (made !== undefined) return made;
  const next = randomNumbers(1);
  const mean = Float32Array.from({ length: dims }, next);
  made = Float32Array.from({ length: centreCount * dims }, (_, i) => 0.5 * (mean[i % dims] ?? 0) + next());
  return made;
}

/** Numbers from -1 to 1: xorshift32 (Marsaglia 2003). */
function randomNumbers(seed: number): () => number {
  let state = seed === 0 ? 1 : seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2_147_483_648;
  };
}
