import justifiedLayout from 'justified-layout';

/** Box of a photo in the grid, in CSS pixels from its top left corner. */
export interface TileBox {
  readonly top: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

/** The tiles in the order of the photos, and the height that they need. */
export interface GridLayout {
  readonly boxes: readonly TileBox[];
  readonly height: number;
}

/** How rows are built, in CSS pixels. */
export interface RowSpec {
  readonly rowHeight: number;
  readonly gap: number;
}

// Longer or taller images than these get a tile of these proportions and are shown whole in it.
const narrowest = 0.5;
const widest = 3.2;

/** Lays photos out in rows of equal height that fill `width`, each in its own proportions; the last is not stretched. */
export function layoutPhotos(
  photos: readonly { readonly width: number; readonly height: number }[],
  width: number,
  { rowHeight, gap }: RowSpec,
): GridLayout {
  if (photos.length === 0 || width <= 0) return { boxes: [], height: 0 };
  const ratios = photos.map((photo) => Math.min(widest, Math.max(narrowest, photo.width / photo.height)));
  const { boxes, containerHeight } = justifiedLayout(ratios, {
    containerWidth: width,
    containerPadding: 0,
    boxSpacing: gap,
    targetRowHeight: rowHeight,
    targetRowHeightTolerance: 0.12,
  });
  return { boxes, height: containerHeight };
}

/** Layout of a list in parts with headings. */
export interface DividedLayout extends GridLayout {
  /** Tops of the headings, one per part. */
  readonly headings: readonly number[];
}

/** CSS pixels for a heading, with the space around it. */
const headingHeight = 52;

/** Lays photos out in rows; each part begins a row of its own, below a heading. */
export function layoutParts(
  photos: Parameters<typeof layoutPhotos>[0],
  starts: readonly number[],
  place: RowSpec & { readonly width: number },
): DividedLayout {
  const [first = photos.length] = starts;
  const boxes: TileBox[] = [];
  const headings: number[] = [];
  let height = 0;
  const append = (from: number, to: number): void => {
    const part = layoutPhotos(photos.slice(from, to), place.width, place);
    boxes.push(...part.boxes.map((box) => ({ ...box, top: box.top + height })));
    height += part.height;
  };
  append(0, first);
  starts.forEach((start, index) => {
    headings.push(height);
    height += headingHeight;
    append(start, starts[index + 1] ?? photos.length);
  });
  return { boxes, height, headings };
}

/** Position of a tile as styles, with units, because Preact adds none. */
export function tileStyle({ top, left, width, height }: TileBox): Readonly<Record<string, string>> {
  return { transform: `translate(${left}px, ${top}px)`, width: `${width}px`, height: `${height}px` };
}

/** Index range of the boxes that touch the band from `top` to `bottom`. Boxes come row by row. */
export function boxesBetween(
  boxes: readonly TileBox[],
  top: number,
  bottom: number,
): { readonly start: number; readonly end: number } {
  const start = firstIndex(boxes, (box) => box.top + box.height >= top);
  const end = firstIndex(boxes, (box) => box.top > bottom);
  return { start, end: Math.max(start, end) };
}

/** The box above or below box `from` that lies nearest to its middle; `from` itself at the edge of the grid. */
export function boxInNextRow(boxes: readonly TileBox[], from: number, direction: 1 | -1): number {
  const origin = boxes[from];
  if (origin === undefined) return from;
  let index = from;
  while (boxes[index]?.top === origin.top) index += direction;
  const rowTop = boxes[index]?.top;
  if (rowTop === undefined) return from;
  const middle = origin.left + origin.width / 2;
  let best = index;
  for (let other = index; boxes[other]?.top === rowTop; other += direction) {
    if (distance(boxes[other], middle) < distance(boxes[best], middle)) best = other;
  }
  return best;
}

function distance(box: TileBox | undefined, x: number): number {
  return box === undefined ? Infinity : Math.abs(box.left + box.width / 2 - x);
}

/** Binary search: `test` is false for all boxes up to some index and true from there on. */
function firstIndex(boxes: readonly TileBox[], test: (box: TileBox) => boolean): number {
  let low = 0;
  let high = boxes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const box = boxes[middle];
    if (box !== undefined && test(box)) high = middle;
    else low = middle + 1;
  }
  return low;
}
