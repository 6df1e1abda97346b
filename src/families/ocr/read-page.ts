import type { LaneOptions } from '../../core/async/lane.ts';
import { sidesOf, startAt, type Quad } from '../../math/geometry/quad.ts';
import type { Raster } from '../../math/geometry/warp-quad.ts';
import type { LineReader, ReadLine } from './line-reader.ts';
import { joinBoxes } from './join-boxes.ts';
import { readingOrder } from './reading-order.ts';
import type { TextDetector } from './text-detector.ts';

/** Dependencies of {@link readPage}. */
export interface PageDeps {
  readonly detector: TextDetector;
  readonly reader: LineReader;
}

/** A box this much taller than wide holds a line that runs down. */
const tall = 1.5;
/** Number of lines from which the direction of a page is learnt. */
const sampleCount = 3;

/** Reads an image line by line in reading order. */
export async function* readPage(
  image: Raster,
  { detector, reader }: PageDeps,
  options: LaneOptions,
): AsyncGenerator<ReadLine, undefined> {
  const boxes = joinBoxes((await detector.detect(image, options)).map(alongText));
  const samples = new Map<Quad, ReadLine>();
  for (const box of longest(boxes)) samples.set(box, await reader.readEitherWay(image, box, options));
  const isTurned = [...samples.values()].filter((line) => line.isTurned).length * 2 > samples.size;
  const lines = boxes.map((box) => {
    const read = samples.get(box);
    return { read, quad: read?.quad ?? (isTurned ? startAt(box, 2) : box) };
  });
  for (const index of readingOrder(lines.map(({ quad }) => quad))) {
    const line = lines[index];
    if (line === undefined) continue;
    yield line.read ?? (await reader.readEitherWay(image, line.quad, options));
  }
}

/** A box from the start of its text: of a tall one the top right corner, from where it runs down. */
function alongText(box: Quad): Quad {
  const [width, height] = sidesOf(box);
  return height >= tall * width ? startAt(box, 1) : box;
}

/** The longest lines. They say best which way up a page is. */
function longest(boxes: readonly Quad[]): readonly Quad[] {
  const length = (box: Quad): number => sidesOf(box)[0];
  return [...boxes].sort((a, b) => length(b) - length(a)).slice(0, sampleCount);
}
