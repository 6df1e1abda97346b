import type { ResizeFilter } from './resize-taps.ts';

/** How a model wants its images; the `image` field of `onsight.json` (docs/model-format.md). */
export interface ImageSpec {
  /** Width and height of the input tensor, in pixels. */
  readonly size: readonly [width: number, height: number];
  /** `squash`: both sides to `size`. `shortest-edge`: scaled so that the shorter side is `edge`, then cropped. */
  readonly resize: 'squash' | 'shortest-edge';
  /** Length of the shorter side before the crop, for `shortest-edge`. @defaultValue the smaller of `size` */
  readonly edge?: number;
  /** Where `shortest-edge` is cropped to `size`. @defaultValue 'center' */
  readonly crop?: 'center';
  /** Pillow's filters; all but `nearest` are antialiased. */
  readonly resample: ResizeFilter;
  /** Per channel, applied after division by 255: `(x / 255 - mean) / std`. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}
