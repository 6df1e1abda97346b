import type { Pixels } from '../image/pixels.ts';

type Point = readonly [x: number, y: number];

/** Facts that {@link imageKind} decides by. */
interface KindFacts {
  /** The image, or its preview. */
  readonly image: Pixels;
  /** Its text; corners in fractions of its width and height. */
  readonly lines: readonly { readonly text: string; readonly quad: readonly Point[] }[];
  /** `type`, `width`, `height`, `camera` of the original, as far as known. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Kind of an image by its use. */
type ImageKind = 'screenshot' | 'document' | 'receipt' | 'photo';

/** Prices, which most lines of a receipt end with. */
const price = /(?:^|[\s$€£¥])-?\d{1,5}[.,]\d{2}(?:\s?(?:[A-Z]{1,3}|[$€£¥元]))?\s*$/u;
/** Lines a page has at least. */
const fewestLines = 5;
/** Share of neighbouring pixels that are equal: drawn surfaces are, and photographed ones are not. */
const flat = 0.6;
/** Share of rows and columns of pixels that are one colour or nearly so in a drawn interface or page. */
const paper = 0.45;

/**
 * Kind of an image by measured rules (docs/reading-text.md):
 *
 * 1. `receipt`: prices at the ends of lines, in a narrow column;
 * 2. `screenshot`: drawn, without a camera, in the shape of a screen;
 * 3. `document`: many lines of text on a ground of one colour, drawn or photographed;
 * 4. `photo`: everything else.
 */
export function imageKind({ image, lines, metadata }: KindFacts): ImageKind {
  const text = layoutOf(lines, image);
  if (text.prices >= 3 && text.prices >= 0.2 * lines.length && text.aspect >= 1) return 'receipt';
  const { flatness, light } = surfaceOf(image);
  const width = Number(metadata['width'] ?? image.width);
  const height = Number(metadata['height'] ?? image.height);
  const hasCamera = typeof metadata['camera'] === 'string';
  const isDrawn = !hasCamera && flatness >= flat;
  const isPage = lines.length >= fewestLines && text.coverage >= 0.04;
  if (isDrawn && isPage && light >= 0.75 && isSheet(width, height) && text.evenness >= 0.5) return 'document';
  if (isDrawn && (isScreen(width, height) || metadata['type'] === 'image/png')) return 'screenshot';
  if (isPage && light >= paper && (text.evenness >= 0.5 || isDrawn)) return 'document';
  return 'photo';
}

interface Layout {
  /** Lines that end with a price. */
  readonly prices: number;
  /** Height by width of the column of text, in pixels. */
  readonly aspect: number;
  /** Share of the image that is text. */
  readonly coverage: number;
  /** Share of lines about as high as the middle one. */
  readonly evenness: number;
}

function layoutOf(lines: KindFacts['lines'], { width, height }: Pixels): Layout {
  const quads = lines.map(({ quad }) => quad.map(([x, y]): Point => [x * width, y * height]));
  const points = quads.flat();
  const span = (axis: 0 | 1): number =>
    points.length === 0 ? 0 : Math.max(...points.map((p) => p[axis])) - Math.min(...points.map((p) => p[axis]));
  const heights = quads.map(([a, , , d]) => distance(a, d));
  const middle = [...heights].sort((a, b) => a - b)[heights.length >> 1] ?? 0;
  const areas = quads.map(([a, b], i) => distance(a, b) * (heights[i] ?? 0));
  return {
    prices: lines.filter(({ text }) => price.test(text)).length,
    aspect: span(0) === 0 ? 0 : span(1) / span(0),
    coverage: areas.reduce((sum, area) => sum + area, 0) / (width * height),
    evenness: heights.filter((each) => each > 0.7 * middle && each < 1.4 * middle).length / Math.max(1, heights.length),
  };
}

function distance([ax, ay]: Point = [0, 0], [bx, by]: Point = [0, 0]): number {
  return Math.hypot(ax - bx, ay - by);
}

/** Pixels sampled per image. */
const samples = 40_000;

/** Share of pixels like their right neighbour, and share of light ones. */
function surfaceOf({ data, width, height }: Pixels): { readonly flatness: number; readonly light: number } {
  const step = Math.max(1, Math.floor((width * height) / samples));
  let [equal, light, count] = [0, 0, 0];
  for (let pixel = 0; pixel < width * height - 1; pixel += step) {
    const at = 4 * pixel;
    const [r = 0, g = 0, b = 0] = [data[at], data[at + 1], data[at + 2]];
    count += 1;
    const apart =
      Math.abs(r - (data[at + 4] ?? 0)) + Math.abs(g - (data[at + 5] ?? 0)) + Math.abs(b - (data[at + 6] ?? 0));
    if (apart <= 2) equal += 1;
    if (0.299 * r + 0.587 * g + 0.114 * b > 150) light += 1;
  }
  return { flatness: equal / Math.max(1, count), light: light / Math.max(1, count) };
}

/** Longer by shorter side of screens: 4:3, 3:2, 16:10, 16:9, 18:9 to 22:9; taller scrolled captures count too. */
function isScreen(width: number, height: number): boolean {
  const ratio = Math.max(width, height) / Math.max(1, Math.min(width, height));
  return [4 / 3, 3 / 2, 16 / 10, 16 / 9].some((each) => Math.abs(ratio / each - 1) < 0.015) || ratio > 1.95;
}

/** An upright sheet: A4, letter, legal. */
function isSheet(width: number, height: number): boolean {
  const ratio = height / Math.max(1, width);
  return [Math.SQRT2, 11 / 8.5, 14 / 8.5].some((each) => Math.abs(ratio / each - 1) < 0.03);
}
