/** Minimum share of ink within lines. */
const minInkInLines = 0.55;
/**
 * Minimum strokes across a line, and over a stretch as long as the line is high, because letters are close together.
 */
const minStrokes = 7;
const minDensity = 0.45;
/**
 * Minimum spread (standard deviation over mean) of strokes and gaps: windows and tiles are uniform, letters are not.
 */
const minStrokeSpread = 0.35;
const minGapSpread = 0.27;

interface Row {
  /** Number of ink pixels. */
  readonly ink: number;
  /** Lengths of the runs of ink and of the gaps between them. */
  readonly strokes: readonly number[];
  readonly gaps: readonly number[];
}

/** Runs of each row; vertical rules, as in tables, are removed. */
function rowsOf(ink: Uint8Array, width: number, height: number): readonly Row[] {
  const columns = new Uint32Array(width);
  for (let at = 0; at < ink.length; at++) columns[at % width] = (columns[at % width] ?? 0) + (ink[at] ?? 0);
  for (let x = 0; x < width; x++)
    if ((columns[x] ?? 0) > 0.6 * height) for (let y = 0; y < height; y++) ink[y * width + x] = 0;
  return Array.from({ length: height }, (_, y) => rowOf(ink.subarray(y * width, (y + 1) * width)));
}

function rowOf(ink: Uint8Array): Row {
  const strokes: number[] = [];
  const gaps: number[] = [];
  let run = 0;
  let gap = 0;
  for (const here of ink) {
    if (here === 1) {
      if (run === 0 && strokes.length > 0) gaps.push(gap);
      gap = 0;
      run++;
    } else {
      if (run > 0) strokes.push(run);
      run = 0;
      gap++;
    }
  }
  if (run > 0) strokes.push(run);
  return { ink: sumOf(strokes), strokes, gaps };
}

/** Consecutive rows with ink. */
interface Band {
  readonly height: number;
  readonly ink: number;
  /** Row with the most strokes. */
  readonly fullest: Row;
  /** Spread of all strokes in all rows. */
  readonly strokeSpread: number;
}

/**
 * Number of text lines, and the strokes in the fullest row of each; none if most ink belongs to other things.
 *
 * @param ink - 1 per ink pixel, row by row; vertical rules are removed in place
 */
export function findTextLines(
  ink: Uint8Array,
  width: number,
  height: number,
): { readonly lines: number; readonly strokes: number } {
  const bands = bandsOf(rowsOf(ink, width, height));
  const lines = bands.filter((band) => isLine(band, height));
  const heights = lines.map((line) => line.height).sort((a, b) => a - b);
  const usual = heights[heights.length >> 1] ?? 0;
  const alike = heights.filter((each) => each >= usual / 2 && each <= 2 * usual).length;
  const inLines = sumOf(lines.map(({ ink }) => ink));
  if (alike < 0.6 * lines.length || inLines < minInkInLines * sumOf(bands.map(({ ink }) => ink)))
    return { lines: 0, strokes: 0 };
  return { lines: lines.length, strokes: sumOf(lines.map(({ fullest }) => fullest.strokes.length)) };
}

function isLine({ height, fullest: { strokes, gaps }, strokeSpread }: Band, pageHeight: number): boolean {
  const extent = sumOf(strokes) + sumOf(gaps);
  return (
    height >= 3 &&
    height <= pageHeight / 4 &&
    strokes.length >= minStrokes &&
    strokes.length * height >= minDensity * extent &&
    strokeSpread >= minStrokeSpread &&
    spreadOf(gaps) >= minGapSpread
  );
}

/** Runs of rows with ink, separated by rows that are empty except for specks or rules. */
function bandsOf(rows: readonly Row[]): readonly Band[] {
  const bands: Band[] = [];
  let open: Row[] = [];
  const close = (): void => {
    const [first] = open;
    if (first === undefined) return;
    const fullest = open.reduce((most, row) => (row.strokes.length > most.strokes.length ? row : most), first);
    const strokeSpread = spreadOf(open.flatMap(({ strokes }) => strokes));
    bands.push({ height: open.length, ink: sumOf(open.map(({ ink }) => ink)), fullest, strokeSpread });
    open = [];
  };
  for (const row of rows) {
    if (row.strokes.length > 2) open.push(row);
    else close();
  }
  close();
  return bands;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Standard deviation over mean. */
function spreadOf(values: readonly number[]): number {
  const mean = sumOf(values) / values.length;
  const variance = sumOf(values.map((value) => (value - mean) ** 2)) / values.length;
  return Math.sqrt(variance) / mean;
}
