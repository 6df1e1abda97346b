/** Length of the made vectors, as many models have it. */
export const dims = 512;

const centreCount = 1_000;
/** How far rows lie from their centre: two of one centre have a cosine of about 0.8. */
const spread = 0.42;
/** Where in the noise a point's two stretches may begin: so many pairs of them that hardly any two points share one. */
const starts = 65_536;

/**
 * A point near one of a thousand centres, which `seed` chooses, as embeddings of images lie. The same seed gives the
 * same point.
 */
export function around(seed: number): Float32Array {
  const { centres, noise } = (ground ??= layGround());
  const centre = (seed % centreCount) * dims;
  const one = seed >>> 16;
  const other = Math.imul(seed, 2_246_822_519) >>> 16;
  const point = new Float32Array(dims);
  for (let i = 0; i < dims; i += 1)
    point[i] = (centres[centre + i] ?? 0) + spread * ((noise[one + i] ?? 0) - (noise[other + i] ?? 0));
  return point;
}

/** FNV-1a over the characters of a text, 32 bits. */
export function hashOf(text: string): number {
  let hash = 2_166_136_261;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619);
  return hash >>> 0;
}

let ground: Ground | undefined;

/**
 * Noise that points are made of, drawn once: a random number for each of a million rows' numbers would be most of a
 * build.
 */
interface Ground {
  readonly centres: Float32Array;
  readonly noise: Float32Array;
}

/** The centres lie around a common mean, which is what makes real embeddings all a little alike. */
function layGround(): Ground {
  const next = randomNumbers(1);
  const mean = Float32Array.from({ length: dims }, next);
  const centres = new Float32Array(centreCount * dims);
  for (let i = 0; i < centres.length; i += 1) centres[i] = 0.5 * (mean[i % dims] ?? 0) + next();
  return { centres, noise: Float32Array.from({ length: starts + dims }, next) };
}

/** Numbers from -1 to 1: xorshift32 (Marsaglia 2003). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2_147_483_648;
  };
}
