import type { PixelBox } from '../media/image/crop-pixels.ts';

/** A rectangle of an image, in fractions of the upright image's width and height, from the top left corner. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Rounding of fractions may exceed the edge by this much. */
const tolerance = 1e-9;

/** @throws TypeError if `region` is not an object of four numbers; RangeError if it reaches outside the image */
export function checkRegion(region: unknown): asserts region is Region {
  const { x, y, width, height } = (region ?? {}) as Partial<Record<keyof Region, unknown>>;
  if (![x, y, width, height].every((value) => typeof value === 'number'))
    throw new TypeError('Expected `region` to be `{ x, y, width, height }` in fractions of the image.');
  const isInside = (start: number, size: number): boolean => start >= 0 && size > 0 && start + size <= 1 + tolerance;
  if (!isInside(x as number, width as number) || !isInside(y as number, height as number))
    throw new RangeError(
      `Expected \`region\` to lie inside the image, in fractions from 0 to 1; got ${JSON.stringify(region)}.`,
    );
}

/** The pixels of a region: at least one in each direction. */
export function toPixelBox(
  { x, y, width, height }: Region,
  image: { readonly width: number; readonly height: number },
): PixelBox {
  const [left, boxWidth] = toSpan(x, width, image.width);
  const [top, boxHeight] = toSpan(y, height, image.height);
  return { left, top, width: boxWidth, height: boxHeight };
}

function toSpan(start: number, size: number, pixels: number): readonly [number, number] {
  const first = Math.min(pixels - 1, Math.round(start * pixels));
  const end = Math.min(pixels, Math.max(first + 1, Math.round((start + size) * pixels)));
  return [first, end - first];
}
