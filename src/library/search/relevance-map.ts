import type { AbortOptions } from '../../core/async/abort.ts';
import { unitCosine } from '../../math/dot.ts';
import { toHeatMap, type HeatMap } from '../../math/heat-map.ts';
import type { Pixels } from '../../media/image/pixels.ts';
import type { Embedder } from '../embedder.ts';

/** Cells per side. The number of image encoder runs grows with its square. */
export const mapSide = 7;
const side = mapSide;
/** Margin of the cover around its cell, in cells: neighbours overlap, so that no object falls between two. */
const margin = 0.5;

/**
 * Heat map of where an image matches a query, by occlusion (Zeiler & Fergus 2014, section 4.2): each cell of a 7 x 7
 * grid is covered with the image's mean colour, and its heat is the loss of cosine to the query. One batch of 50.
 *
 * @param query - unit length
 */
export async function relevanceMap(
  pixels: Pixels,
  query: Float32Array,
  embedder: Embedder,
  { signal }: AbortOptions,
): Promise<HeatMap> {
  const covered = Array.from({ length: side * side }, (_, cell) => cover(pixels, cell % side, Math.floor(cell / side)));
  const embeddings = await embedder.embedImages([pixels, ...covered], { signal, priority: 'interactive' });
  const cosines = embeddings.map((embedding) => unitCosine(embedding, 0, query));
  const whole = cosines[0] ?? 0;
  return toHeatMap(
    Float32Array.from(cosines.slice(1), (cosine) => whole - cosine),
    side,
    side,
  );
}

function cover(pixels: Pixels, column: number, row: number): Pixels {
  const { width, height } = pixels;
  const data = pixels.data.slice();
  const [red, green, blue] = meanColour(pixels);
  const edge = (cell: number, size: number): number => Math.min(size, Math.max(0, Math.round((cell * size) / side)));
  const [left, right] = [edge(column - margin, width), edge(column + 1 + margin, width)];
  const [top, bottom] = [edge(row - margin, height), edge(row + 1 + margin, height)];
  for (let y = top; y < bottom; y += 1)
    for (let at = 4 * (y * width + left); at < 4 * (y * width + right); at += 4) {
      data[at] = red;
      data[at + 1] = green;
      data[at + 2] = blue;
    }
  return { width, height, data };
}

function meanColour({ data }: Pixels): readonly [number, number, number] {
  let [red, green, blue] = [0, 0, 0];
  for (let at = 0; at < data.length; at += 4) {
    red += data[at] ?? 0;
    green += data[at + 1] ?? 0;
    blue += data[at + 2] ?? 0;
  }
  const count = data.length / 4;
  return [red / count, green / count, blue / count];
}
