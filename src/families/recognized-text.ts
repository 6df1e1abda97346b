import type { Quad } from '../math/geometry/quad.ts';

/** A word of a line, or a run of characters without spaces between them. */
export interface TextWord {
  readonly text: string;
  /** As {@link TextLine.quad}. */
  readonly quad: Quad;
}

/** One line of text in an image. */
export interface TextLine {
  readonly text: string;
  /** Mean probability of its characters, 0 to 1. */
  readonly confidence: number;
  /**
   * Corners in fractions of the upright image's width and height, clockwise as the text is read: from the first to the
   * second corner runs the line. A line that is upside down starts with its bottom right corner; so a column of Chinese
   * characters starts with its top right one.
   */
  readonly quad: Quad;
  readonly words: readonly TextWord[];
}

/** The text of an image. */
export interface RecognizedText {
  /** The lines, one per row; empty if the image has no text. */
  readonly text: string;
  /** In reading order: columns one after the other, columns of vertical Chinese from right to left. */
  readonly lines: readonly TextLine[];
}
