/** Pillow's filters; all but `nearest` are antialiased. */
export type ResizeFilter = 'bicubic' | 'bilinear' | 'box' | 'hamming' | 'lanczos' | 'nearest';

/** A range of output positions along one axis: `start .. start + length` of an axis scaled to `total`. */
interface OutputRange {
  readonly total: number;
  readonly start: number;
  readonly length: number;
}

/**
 * Per output position: the first input position, their number, and their weights in 8.22 fixed point. Weights of
 * position `i` start at `i * stride`.
 */
export interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Int32Array;
  readonly stride: number;
}

/** Fraction bits of a weight: 32 - 8 (a sample) - 2 (a filter may sum to more than 1, and below 0). */
export const precisionBits = 32 - 8 - 2;

const filters: Readonly<
  Record<Exclude<ResizeFilter, 'nearest'>, { readonly support: number; readonly at: (x: number) => number }>
> = {
  box: { support: 0.5, at: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, at: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: { support: 1, at: hamming },
  bicubic: { support: 2, at: bicubic },
  lanczos: { support: 3, at: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

// Each weight costs a division and a filter call, and photos of one camera need the same weights repeatedly.
const cachedWeights = 2_000_000;
const cache = new Map<string, Taps>();
let heldWeights = 0;

/**
 * Taps that scale an axis of `input` samples to `output.total`, for the positions of `output`; cached. Formulas and
 * rounding follow Pillow's `src/libImaging/Resample.c` (`precompute_coeffs`, `normalize_coeffs_8bpc`).
 */
export function tapsFor(input: number, output: OutputRange, filter: ResizeFilter): Taps {
  const key = `${String(input)}>${String(output.total)}@${String(output.start)}+${String(output.length)}${filter}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const taps = filter === 'nearest' ? nearestTaps(input, output) : computeTaps(input, output, filter);
  if (heldWeights + taps.weights.length > cachedWeights) {
    cache.clear();
    heldWeights = 0;
  }
  cache.set(key, taps);
  heldWeights += taps.weights.length;
  return taps;
}

/**
 * One input position each, like Pillow's `ImagingScaleAffine` (`src/libImaging/Geometry.c`), which accumulates its
 * steps.
 */
function nearestTaps(input: number, output: OutputRange): Taps {
  const scale = input / output.total;
  const first = new Int32Array(output.length);
  let at = scale * 0.5;
  for (let i = 0; i < output.start + output.length; i++) {
    if (i >= output.start) first[i - output.start] = Math.min(input - 1, Math.trunc(at));
    at += scale;
  }
  const count = new Int32Array(output.length).fill(1);
  return { first, count, weights: count.map(() => 1 << precisionBits), stride: 1 };
}

function computeTaps(input: number, output: OutputRange, filter: Exclude<ResizeFilter, 'nearest'>): Taps {
  const { support: unitSupport, at } = filters[filter];
  const scale = input / output.total;
  const filterScale = Math.max(1, scale);
  const support = unitSupport * filterScale;
  const stride = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(output.length);
  const count = new Int32Array(output.length);
  const weights = new Int32Array(output.length * stride);
  const exact = new Float64Array(stride);
  for (let i = 0; i < output.length; i++) {
    const center = (output.start + i + 0.5) * scale;
    const from = Math.max(0, Math.trunc(center - support + 0.5));
    const n = Math.min(input, Math.trunc(center + support + 0.5)) - from;
    let sum = 0;
    for (let k = 0; k < n; k++) sum += exact[k] = at((k + from - center + 0.5) * (1 / filterScale));
    first[i] = from;
    count[i] = n;
    for (let k = 0; k < n; k++)
      weights[i * stride + k] = toFixedPoint(sum === 0 ? (exact[k] ?? 0) : (exact[k] ?? 0) / sum);
  }
  return { first, count, weights, stride };
}

function toFixedPoint(weight: number): number {
  return Math.trunc((weight < 0 ? -0.5 : 0.5) + weight * (1 << precisionBits));
}

function bicubic(signed: number): number {
  const a = -0.5;
  const x = Math.abs(signed);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

function hamming(signed: number): number {
  const x = Math.abs(signed);
  if (x === 0) return 1;
  return x >= 1 ? 0 : sinc(x) * (0.54 + 0.46 * Math.cos(x * Math.PI));
}

function sinc(x: number): number {
  if (x === 0) return 1;
  return Math.sin(x * Math.PI) / (x * Math.PI);
}
