/** Length of the made vectors, as many models have it. */
export const dims = 512;

const centreCount = 1_000;
/** How far rows lie from their centre: two of one centre have a cosine of about 0.8. */
const spread = 0.6;

/**
 * A point near one of a thousand centres, which `seed` chooses, as embeddings of pictures lie. The same seed gives the
 * same point.
 */
export function around(seed: number): Float32Array {
  const centres = allCentres();
  const start = (seed % centreCount) * dims;
  const noise = randomNumbers(seed);
  const point = new Float32Array(dims);
  for (let i = 0; i < dims; i += 1) point[i] = (centres[start + i] ?? 0) + spread * noise();
  return point;
}

/** FNV-1a over the characters of a text, 32 bits. */
export function hashOf(text: string): number {
  let hash = 2_166_136_261;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619);
  return hash >>> 0;
}

let made: Float32Array | undefined;

/** The centres lie around a common mean, which is what makes real embeddings all a little alike. */
function allCentres(): Float32Array {
  if (made !== undefined) return made;
  const next = randomNumbers(1);
  const mean = Float32Array.from({ length: dims }, next);
  const centres = new Float32Array(centreCount * dims);
  for (let i = 0; i < centres.length; i += 1) centres[i] = 0.5 * (mean[i % dims] ?? 0) + next();
  return (made = centres);
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
