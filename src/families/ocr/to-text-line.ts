import { sliceQuad, type Point, type Quad } from '../../math/geometry/quad.ts';
import type { TextLine, TextWord } from '../recognized-text.ts';
import type { ReadLine } from './line-reader.ts';

/** A line with its words, in fractions of its image. */
export function toTextLine(line: ReadLine, image: { readonly width: number; readonly height: number }): TextLine {
  const text = line.characters.map(({ character }) => character).join('');
  const quad = line.quad.map(([x, y]): Point => [x / image.width, y / image.height]) as unknown as Quad; // four as before
  return { text: text.trim(), confidence: line.confidence, quad, words: toWords({ ...line, quad }) };
}

/** Runs of characters without white space. A border between two characters is halfway between their steps. */
function toWords({ characters, quad, firstStep, stepWidth }: ReadLine): readonly TextWord[] {
  const borders = [
    ...characters.map(({ step }, i) => {
      const before = characters[i - 1]?.step;
      return before === undefined ? Math.max(0, step - 1) : (before + step + 1) / 2;
    }),
    (characters.at(-1)?.step ?? 0) + 2,
  ].map((border) => Math.min(1, Math.max(0, firstStep + border * stepWidth)));
  const words: TextWord[] = [];
  let start = 0;
  for (let end = 0; end <= characters.length; end += 1) {
    if ((characters[end]?.character ?? ' ').trim() !== '') continue;
    const text = characters
      .slice(start, end)
      .map(({ character }) => character)
      .join('');
    if (text !== '') words.push({ text, quad: sliceQuad(quad, borders[start] ?? 0, borders[end] ?? 1) });
    start = end + 1;
  }
  return words;
}
