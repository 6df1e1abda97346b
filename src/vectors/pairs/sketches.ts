import { paddedDims } from '../codes/encoded-rows.ts';
import { widths, type PairEngine } from './pair-engine.ts';

/** Sketches of one width. */
interface SketchLevel {
  readonly width: number;
  /** `width` numbers per row. */
  readonly numbers: Int16Array;
  /** One per row. */
  readonly slacks: Int32Array;
  /** Upper bound on the distance of a sketch from the image of its row, in integer steps; heads only. */
  readonly errors?: Float32Array;
}

/**
 * Short sketches of rows that preserve lengths and never increase distances: the projection of a row on a few
 * orthonormal axes, and the length of the rest. With u, v the sketches of x, y: |u| = |x| and, by Cauchy-Schwarz,
 * u * v >= x * y. Stored as integers, in two lengths, in the memory of the engine that compares them, next to the codes
 * of whole rows.
 */
export interface Sketches {
  readonly rows: number;
  readonly engine: PairEngine;
  readonly head: Required<SketchLevel>;
  /** Heads and full sketches. */
  readonly levels: readonly SketchLevel[];
  /** Codes of whole rows around `centre`, `codeBytes` each, with scales and slacks: see `code-rows.ts`. */
  readonly codes: Int8Array;
  readonly codeBytes: number;
  readonly facts: Float64Array;
  readonly centre: Float32Array;
  readonly places: SketchPlaces;
}

/** Offsets in the engine's memory, see `PairCall`. */
interface SketchPlaces {
  readonly tiles: number;
  readonly headSlacks: number;
  readonly order: number;
  readonly fulls: number;
  readonly fullSlacks: number;
  readonly codes: number;
  readonly facts: number;
  readonly codeBytes: number;
  readonly found: number;
}

/** Slack of a row that is in no pair. */
const never = -(2 ** 30);

/**
 * Allocates sketches of `rows` rows and space for `foundPairs` pairs. Rows that are never sketched are in no pair.
 *
 * @throws RangeError if the system has no more memory
 */
export function createSketches(engine: PairEngine, rows: number, centre: Float32Array, foundPairs: number): Sketches {
  const codeBytes = paddedDims(centre.length);
  const tiled = Math.ceil(rows / 4) * 4;
  let end = 16;
  const allocate = (bytes: number): number => (end += bytes) - bytes;
  const places: SketchPlaces = {
    tiles: allocate(2 * widths.head * tiled),
    headSlacks: allocate(4 * tiled),
    order: allocate(4 * tiled),
    fulls: allocate(2 * widths.full * tiled),
    fullSlacks: allocate(4 * tiled),
    codes: allocate(codeBytes * tiled),
    facts: allocate(16 * tiled),
    codeBytes,
    found: allocate(8 * foundPairs),
  };
  engine.grow(end);
  const { buffer } = engine;
  const level = (width: number, numbers: number, slacks: number): SketchLevel => ({
    width,
    numbers: new Int16Array(buffer, numbers, rows * width),
    slacks: new Int32Array(buffer, slacks, rows).fill(never),
  });
  const head = {
    width: widths.head,
    numbers: new Int16Array(rows * widths.head),
    slacks: new Int32Array(rows).fill(never),
    errors: new Float32Array(rows),
  };
  const full = level(widths.full, places.fulls, places.fullSlacks);
  const codes = new Int8Array(buffer, places.codes, rows * codeBytes);
  const facts = new Float64Array(buffer, places.facts, 2 * rows).fill(-Infinity);
  return { rows, engine, head, levels: [head, full], codes, codeBytes, facts, centre, places };
}
