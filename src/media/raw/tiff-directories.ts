import type { FileBytes } from '../file-bytes.ts';

/** One directory (IFD) of a TIFF structure: numeric values of its entries by tag. Text and other types are omitted. */
export type TiffDirectory = ReadonlyMap<number, readonly number[]>;

/** Tags of TIFF 6.0, TIFF/EP and DNG in use. */
export const tiffTags = {
  subfileType: 0x00fe,
  width: 0x0100,
  height: 0x0101,
  compression: 0x0103,
  photometric: 0x0106,
  make: 0x010f,
  stripOffsets: 0x0111,
  orientation: 0x0112,
  stripByteCounts: 0x0117,
  subDirectories: 0x014a,
  jpegStart: 0x0201,
  jpegLength: 0x0202,
  panasonicJpeg: 0x002e,
  dngVersion: 0xc612,
} as const;

/** Bytes per value by TIFF type: byte, text, short, long, rational, their signed variants, float, double, IFD. */
const sizes: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
};

// Limits for damaged and hostile files; cameras stay far below.
const maxDirectories = 32;
const maxEntries = 1_000;
const maxValues = 64;

/**
 * Reads all directories of a TIFF structure: the main chain first, then the SubIFDs. Detects loops and never throws for
 * damaged files; returns what can be read.
 *
 * @param start - offset of the structure in the file; its own offsets are relative to it
 */
export async function readTiffDirectories(bytes: FileBytes, start = 0): Promise<readonly TiffDirectory[]> {
  const head = await bytes.read(start, 8);
  if (head.byteLength < 8) return [];
  const order = head.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return [];
  const little = order === 0x4949;
  const waiting = [head.getUint32(4, little)];
  const seen = new Set<number>();
  const found: TiffDirectory[] = [];
  for (let offset = waiting.shift(); offset !== undefined; offset = waiting.shift()) {
    if (offset === 0 || seen.has(offset) || seen.size >= maxDirectories) continue;
    seen.add(offset);
    const read = await readDirectory(bytes, start, start + offset, little);
    if (read === undefined) continue;
    found.push(read.directory);
    waiting.push(read.next, ...(read.directory.get(tiffTags.subDirectories) ?? []));
  }
  return found;
}

async function readDirectory(
  bytes: FileBytes,
  start: number,
  at: number,
  little: boolean,
): Promise<{ readonly directory: TiffDirectory; readonly next: number } | undefined> {
  const counted = await bytes.read(at, 2);
  const count = counted.byteLength < 2 ? 0 : counted.getUint16(0, little);
  if (count === 0 || count > maxEntries) return undefined;
  const view = await bytes.read(at + 2, count * 12 + 4);
  const directory = new Map<number, readonly number[]>();
  for (let entry = 0; entry + 12 <= view.byteLength && entry < count * 12; entry += 12) {
    directory.set(view.getUint16(entry, little), await valuesOf(bytes, start, view, entry, little));
  }
  const next = view.byteLength >= count * 12 + 4 ? view.getUint32(count * 12, little) : 0;
  return { directory, next };
}

async function valuesOf(
  bytes: FileBytes,
  start: number,
  view: DataView,
  entry: number,
  little: boolean,
): Promise<readonly number[]> {
  const type = view.getUint16(entry + 2, little);
  const count = view.getUint32(entry + 4, little);
  const size = sizes[type] ?? 0;
  if (size === 0 || count === 0) return [];
  const inline = size * count <= 4;
  // Byte blocks (previews, maker notes) are located but not read.
  if (type === 7 && !inline) return [view.getUint32(entry + 8, little), count];
  if (inline) return numbersOf(view, entry + 8, type, count, little);
  const far = await bytes.read(start + view.getUint32(entry + 8, little), size * Math.min(count, maxValues));
  return numbersOf(far, 0, type, Math.min(maxValues, Math.floor(far.byteLength / size)), little);
}

/** Numbers of any TIFF type; text is read as bytes. */
export function numbersOf(view: DataView, at: number, type: number, count: number, little: boolean): readonly number[] {
  const size = sizes[type] ?? 0;
  const numbers: number[] = [];
  for (let i = 0, from = at; i < count && from + size <= view.byteLength; i++, from += size) {
    numbers.push(numberAt(view, from, type, little));
  }
  return numbers;
}

function numberAt(view: DataView, at: number, type: number, little: boolean): number {
  switch (type) {
    case 3:
      return view.getUint16(at, little);
    case 4:
    case 13:
      return view.getUint32(at, little);
    case 5:
      return view.getUint32(at, little) / view.getUint32(at + 4, little);
    case 6:
      return view.getInt8(at);
    case 8:
      return view.getInt16(at, little);
    case 9:
      return view.getInt32(at, little);
    case 10:
      return view.getInt32(at, little) / view.getInt32(at + 4, little);
    case 11:
      return view.getFloat32(at, little);
    case 12:
      return view.getFloat64(at, little);
    default:
      return view.getUint8(at);
  }
}
