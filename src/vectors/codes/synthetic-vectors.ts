import { normalize } from '../../math/normalize.ts';

/** Numbers in [0, 1) that are the same in every run. Source: https://github.com/bryc/code/blob/master/jshash/PRNGs.md (mulberry32) */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Normally distributed numbers of mean 0 and deviation 1 (Box and Muller). */
export function gaussians(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Rows and queries to search them with. */
export interface SyntheticVectors {
  readonly dims: number;
  readonly rows: Float32Array;
  /** Each `dims` long. */
  readonly queries: readonly Float32Array[];
}

/**
 * Unit vectors as CLIP's picture embeddings lie: a common mean with two dimensions far larger than the rest, groups of
 * very different sizes, a spectrum that falls by a power law in directions that are not the dimensions. Even queries
 * come from the same groups, odd ones from another mean, as text embeddings do (the modality gap).
 */
export function clipLikeVectors(count: number, dims: number, queries: number, seed = 1): SyntheticVectors {
  const random = seededRandom(seed);
  const gaussian = gaussians(random);
  const spectrum = Float64Array.from({ length: dims }, (_, i) => (1 + i) ** -0.5);
  const energy = Math.hypot(...spectrum);
  const rotate = randomRotation(dims, random);
  const draw = (length: number) => rotate(spectrum.map((deviation) => (gaussian() * deviation * length) / energy));
  const picturesMean = draw(0.7);
  const textsMean = draw(0.7);
  for (const outlier of [92 % dims, 133 % dims]) picturesMean[outlier]! += 0.25;
  const centroids = Array.from({ length: 200 }, () => draw(0.55));
  const fill = (target: Float32Array, mean: Float64Array) => {
    // Zipf: the first groups hold most rows.
    const centroid = centroids[Math.floor(centroids.length ** random()) - 1]!;
    const own = draw(0.45);
    target.set(normalize(Float32Array.from(own, (value, i) => value + centroid[i]! + mean[i]!)));
  };
  const rows = new Float32Array(count * dims);
  for (let row = 0; row < count; row += 1) fill(rows.subarray(row * dims, (row + 1) * dims), picturesMean);
  const asked = Array.from({ length: queries }, (_, i) => {
    const query = new Float32Array(dims);
    fill(query, i % 2 === 0 ? picturesMean : textsMean);
    return query;
  });
  return { dims, rows, queries: asked };
}

/** A rotation that mixes all dimensions, in place: pairs of dimensions turned by random angles, as a fast Fourier transform pairs them. */
function randomRotation(dims: number, random: () => number): (vector: Float64Array) => Float64Array {
  const turns: { a: number; b: number; sin: number; cos: number }[] = [];
  for (let stride = 1; stride < dims; stride *= 2) {
    for (let a = 0; a + stride < dims; a += 1) {
      if ((a & stride) !== 0) continue;
      const angle = 2 * Math.PI * random();
      turns.push({ a, b: a + stride, sin: Math.sin(angle), cos: Math.cos(angle) });
    }
  }
  return (vector) => {
    for (const { a, b, sin, cos } of turns) {
      const [x, y] = [vector[a]!, vector[b]!];
      vector[a] = cos * x - sin * y;
      vector[b] = sin * x + cos * y;
    }
    return vector;
  };
}

/** Unit vectors of all directions alike: nothing to gain from a mean, the widest bounds for a dimension. */
export function isotropicVectors(count: number, dims: number, queries: number, seed = 2): SyntheticVectors {
  const gaussian = gaussians(seededRandom(seed));
  const unit = () => normalize(Float32Array.from({ length: dims }, gaussian));
  const rows = new Float32Array(count * dims);
  for (let row = 0; row < count; row += 1) rows.set(unit(), row * dims);
  return { dims, rows, queries: Array.from({ length: queries }, unit) };
}
