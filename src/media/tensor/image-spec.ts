import type { ResizeFilter } from './resize-taps.ts';

/** Image preprocessing of a model; the `image` field of `onsight.json` (docs/model-format.md). */
export interface ImageSpec {
  /** Width and height of the input tensor, in pixels. */
  readonly size: readonly [width: number, height: number];
  /** `squash`: resizes both sides to `size`. `shortest-edge`: scales the shorter side to `edge`, then crops. */
  readonly resize: 'squash' | 'shortest-edge';
  /** Length of the shorter side before the crop, for `shortest-edge`. @defaultValue the smaller of `size` */
  readonly edge?: number;
  /** Position of the crop for `shortest-edge`. @defaultValue 'center' */
  readonly crop?: 'center';
  /** Pillow's filters; all but `nearest` are antialiased. */
  readonly resample: ResizeFilter;
  /** Per channel, after division by 255: `(x / 255 - mean) / std`. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}
