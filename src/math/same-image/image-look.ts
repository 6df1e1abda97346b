/** RGBA pixels, row-major. */
interface Rgba {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** Side of a look: large enough to keep words on a page apart; 10,000 looks take 92 MB. */
export const lookSide = 96;

/** Downscaled luminance of an image, for comparison with others. */
export interface ImageLook {
  /** 96 x 96 values from 0 to 255, row-major. */
  readonly grey: Uint8Array;
  /** Aspect ratio of the image, width / height. */
  readonly aspect: number;
}

/** Computes the look of an image by area averaging. */
export function toLook({ width, height, data }: Rgba): ImageLook {
  const sums = new Float32Array(lookSide * height);
  for (let y = 0; y < height; y += 1) {
    const luminance = (x: number): number => {
      const at = 4 * (y * width + x);
      return 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
    };
    for (let x = 0; x < lookSide; x += 1) sums[y * lookSide + x] = meanOf(luminance, x, width);
  }
  const grey = new Uint8Array(lookSide * lookSide);
  for (let x = 0; x < lookSide; x += 1)
    for (let y = 0; y < lookSide; y += 1)
      grey[y * lookSide + x] = Math.round(meanOf((row) => sums[row * lookSide + x]!, y, height));
  return { grey, aspect: width / height };
}

/** Mean of the values covered by cell `cell` of `lookSide`, out of `length` values. */
function meanOf(value: (at: number) => number, cell: number, length: number): number {
  const [from, to] = [(cell * length) / lookSide, ((cell + 1) * length) / lookSide];
  let sum = 0;
  for (let at = Math.floor(from); at < to; at += 1) sum += value(at) * (Math.min(to, at + 1) - Math.max(from, at));
  return sum / (to - from);
}

/** Averages a square image down to `to` by `to`; `to` divides `from`. */
export function shrink(grey: ArrayLike<number>, from: number, to: number): Float32Array {
  const small = new Float32Array(to * to);
  const cell = from / to;
  for (let y = 0; y < from; y += 1)
    for (let x = 0; x < from; x += 1)
      small[Math.floor(y / cell) * to + Math.floor(x / cell)]! += grey[y * from + x]! / (cell * cell);
  return small;
}

/** Rotates and mirrors a square image: bit 0 mirrors horizontally, bit 1 vertically, bit 2 transposes. */
export function orient(grey: Float32Array, side: number, orientation: number): Float32Array {
  const turned = new Float32Array(side * side);
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1) {
      const [u, v] = (orientation & 4) === 0 ? [x, y] : [y, x];
      const column = (orientation & 1) === 0 ? u : side - 1 - u;
      const row = (orientation & 2) === 0 ? v : side - 1 - v;
      turned[y * side + x] = grey[row * side + column]!;
    }
  return turned;
}
