import { toOrientation, type Orientation } from '../image/exif-orientation.ts';
import { FileBytes } from '../file-bytes.ts';
import { readBoxes, type IsoBox } from './iso-boxes.ts';
import { readTiffDirectories, tiffTags, type TiffDirectory } from './tiff-directories.ts';
import { type ImageHeader, readImageHeader } from '../image/image-header.ts';

/** A JPEG inside another file. */
interface EmbeddedJpeg {
  readonly start: number;
  readonly length: number;
  readonly header: ImageHeader;
}

/** Possible location of a JPEG; the length is an upper bound. */
interface JpegPlace {
  readonly start: number;
  readonly length: number;
}

/** Cameras write up to 64 kB of EXIF before a preview's size. */
const headBytes = 128 * 1024;

const maxPlaces = 256;

/** Raw files are smaller; anything beyond is not searched. */
const searchedBytes = 256 * 1024 * 1024;

const chunkBytes = 1024 * 1024;

/** Valid markers after the start marker: a frame, tables, a restart interval, an application segment, a comment. */
const secondMarkers = new Set([
  0xc0,
  0xc1,
  0xc2,
  0xc4,
  0xdb,
  0xdd,
  0xfe,
  ...Array.from({ length: 16 }, (_, i) => 0xe0 + i),
]);

/** Content of a camera raw file or TIFF. */
interface RawContent {
  /** Short name of the format: 'NEF'; undefined for a TIFF not written by a camera. */
  readonly format: string | undefined;
  /** The largest embedded JPEG worth showing. */
  readonly preview: EmbeddedJpeg | undefined;
  /** Orientation stored in the raw file, for the preview as stored; undefined if the preview has its own. */
  readonly orientation: Orientation | undefined;
}

/** Smaller JPEGs inside a plain TIFF are thumbnails. */
const minSideInTiff = 320;

/** Photometric interpretations of sensor data: colour filter array (TIFF/EP), linear raw (DNG). */
const rawPhotometrics: readonly number[] = [32803, 34892];
/** Compressions that only cameras write: Sony, Nikon, Pentax, Samsung. */
const rawCompressions: readonly number[] = [32767, 32769, 32770, 32772, 34713, 65535];

/** Formats of TIFF-based raw files, by prefix of the camera's make. */
const formatsByMake: readonly (readonly [make: string, format: string])[] = [
  ['NIKON', 'NEF'],
  ['SONY', 'ARW'],
  ['Canon', 'CR2'],
  ['PENTAX', 'PEF'],
  ['RICOH', 'PEF'],
  ['SAMSUNG', 'SRW'],
  ['OLYMPUS', 'ORF'],
  ['OM Digital', 'ORF'],
  ['Panasonic', 'RW2'],
  ['LEICA', 'RWL'],
  ['Hasselblad', '3FR'],
  ['Phase One', 'IIQ'],
  ['Leaf', 'MOS'],
  ['Mamiya', 'MEF'],
  ['SEIKO EPSON', 'ERF'],
  ['EASTMAN KODAK', 'DCR'],
  ['Kodak', 'KDC'],
];

/** Reads the format, preview and orientation of a file based on TIFF, RAF or CR3. */
export async function readRaw(file: Blob, mime: string): Promise<RawContent> {
  const bytes = new FileBytes(file);
  if (mime === 'image/x-fuji-raf') return readRaf(bytes);
  if (mime === 'image/x-canon-cr3') return readCr3(bytes);
  const directories = await readTiffDirectories(bytes);
  const format = await formatOf(bytes, directories, mime);
  let preview = await largestJpeg(bytes, directories.flatMap(placesIn));
  if (preview === undefined && format !== undefined) preview = await largestJpeg(bytes, await searchJpegs(bytes));
  if (preview === undefined) return { format, preview, orientation: undefined };
  const isThumbnail = Math.max(preview.header.width, preview.header.height) < minSideInTiff;
  if (format === undefined && isThumbnail) return { format, preview: undefined, orientation: undefined };
  return { format, preview, orientation: orientationFor(preview, directories) };
}

function placesIn(directory: TiffDirectory): readonly JpegPlace[] {
  const number = (tag: number): number => directory.get(tag)?.[0] ?? 0;
  const places = [{ start: number(tiffTags.jpegStart), length: number(tiffTags.jpegLength) }];
  const strips = directory.get(tiffTags.stripOffsets) ?? [];
  const isJpeg = [6, 7, 99].includes(number(tiffTags.compression)) && !directory.has(jpegTables);
  if (isJpeg && strips.length === 1) {
    places.push({ start: number(tiffTags.stripOffsets), length: number(tiffTags.stripByteCounts) });
  }
  const [start = 0, length = 0] = directory.get(tiffTags.panasonicJpeg) ?? [];
  places.push({ start, length });
  return places;
}

/** Streams with their tables elsewhere (TIFF technical note 2) cannot be decoded alone. */
const jpegTables = 0x015b;

async function formatOf(
  bytes: FileBytes,
  directories: readonly TiffDirectory[],
  mime: string,
): Promise<string | undefined> {
  const known = { 'image/x-panasonic-rw2': 'RW2', 'image/x-olympus-orf': 'ORF' }[mime];
  if (known !== undefined || mime !== 'image/tiff') return known ?? 'RAW';
  if (directories.some((directory) => directory.has(tiffTags.dngVersion))) return 'DNG';
  const mark = await bytes.read(8, 2);
  if (mark.byteLength === 2 && mark.getUint16(0) === 0x4352) return 'CR2';
  const isRaw = directories.some((directory) => {
    const has = (tag: number, values: readonly number[]): boolean => values.includes(directory.get(tag)?.[0] ?? 0);
    return has(tiffTags.photometric, rawPhotometrics) || has(tiffTags.compression, rawCompressions);
  });
  if (!isRaw) return undefined;
  const make = String.fromCharCode(...(directories[0]?.get(tiffTags.make) ?? []));
  return formatsByMake.find(([start]) => make.toLowerCase().startsWith(start.toLowerCase()))?.[1] ?? 'RAW';
}

/** Previews are oriented like the sensor's image, except those of some programs, recognisable by their aspect ratio. */
function orientationFor({ header }: EmbeddedJpeg, directories: readonly TiffDirectory[]): Orientation | undefined {
  const told = directories
    .map((directory) => directory.get(tiffTags.orientation)?.[0])
    .find((value) => value !== undefined);
  if (told === undefined) return undefined;
  const orientation = toOrientation(told);
  const sizes = directories.map((directory) => ({
    width: directory.get(tiffTags.width)?.[0] ?? 0,
    height: directory.get(tiffTags.height)?.[0] ?? 0,
  }));
  const main = sizes.reduce((a, b) => (b.width * b.height > a.width * a.height ? b : a), { width: 0, height: 0 });
  const isSquare = main.width === main.height || header.width === header.height;
  const isTurned = !isSquare && main.width > main.height !== header.width > header.height;
  return orientation >= 5 && isTurned ? 1 : orientation;
}

/** Fujifilm: the header points to a complete JPEG with its own EXIF. */
async function readRaf(bytes: FileBytes): Promise<RawContent> {
  const head = await bytes.read(84, 8);
  const places = head.byteLength < 8 ? [] : [{ start: head.getUint32(0), length: head.getUint32(4) }];
  const preview = (await largestJpeg(bytes, places)) ?? (await largestJpeg(bytes, await searchJpegs(bytes)));
  return { format: 'RAF', preview, orientation: undefined };
}

/** Canon's CR3 (ISO base media): a preview in its own box, and the full-size JPEG as the first track. */
async function readCr3(bytes: FileBytes): Promise<RawContent> {
  const boxes = await readBoxes(bytes);
  const places: JpegPlace[] = [];
  for (const box of boxes) {
    if (box.kind === 'PRVW' || box.kind === 'THMB') places.push(await afterHeader(bytes, box));
    if (box.kind === 'mdat') places.push({ start: box.start, length: box.end - box.start });
    if (box.kind === 'co64' || box.kind === 'stco') places.push(...(await chunkPlaces(bytes, box)));
  }
  const preview = (await largestJpeg(bytes, places)) ?? (await largestJpeg(bytes, await searchJpegs(bytes)));
  const tiff = boxes.find(({ kind }) => kind === 'CMT1');
  const directories = tiff === undefined ? [] : await readTiffDirectories(bytes, tiff.start);
  return { format: 'CR3', preview, orientation: preview && orientationFor(preview, directories) };
}

async function afterHeader(bytes: FileBytes, { start, end }: IsoBox): Promise<JpegPlace> {
  const head = new Uint8Array((await bytes.read(start, Math.min(64, end - start))).buffer);
  const at = head.findIndex((byte, i) => byte === 0xff && head[i + 1] === 0xd8 && head[i + 2] === 0xff);
  return at < 0 ? { start: 0, length: 0 } : { start: start + at, length: end - start - at };
}

async function chunkPlaces(bytes: FileBytes, { kind, start }: IsoBox): Promise<readonly JpegPlace[]> {
  const head = await bytes.read(start + 4, 12);
  if (head.byteLength < 12 || head.getUint32(0) === 0) return [];
  const at = kind === 'co64' ? Number(head.getBigUint64(4)) : head.getUint32(4);
  return [{ start: at, length: bytes.size - at }];
}

/** The largest JPEG at the given places that a browser decodes, which excludes raw data compressed as lossless JPEG. */
async function largestJpeg(bytes: FileBytes, places: readonly JpegPlace[]): Promise<EmbeddedJpeg | undefined> {
  let largest: EmbeddedJpeg | undefined;
  for (const { start, length } of places.slice(0, maxPlaces)) {
    if (length <= 0 || start <= 0 || start >= bytes.size) continue;
    const view = await bytes.read(start, Math.min(length, headBytes));
    if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) continue;
    const header = readImageHeader(new Uint8Array(view.buffer), 'image/jpeg');
    if (header === undefined || header.process !== undefined) continue;
    const area = header.width * header.height;
    if (area > (largest === undefined ? 0 : largest.header.width * largest.header.height)) {
      largest = { start, length: Math.min(length, bytes.size - start), header };
    }
  }
  return largest;
}

/** Searches a file for the start of a JPEG: the last resort for unknown containers. */
async function searchJpegs(bytes: FileBytes): Promise<readonly JpegPlace[]> {
  const places: JpegPlace[] = [];
  const end = Math.min(bytes.size, searchedBytes);
  for (let start = 0; start < end && places.length < maxPlaces; start += chunkBytes) {
    // Includes four bytes of the next chunk, for markers across the boundary.
    const chunk = new Uint8Array((await bytes.read(start, chunkBytes + 3)).buffer);
    for (let at = chunk.indexOf(0xff); at >= 0 && at + 3 < chunk.length; at = chunk.indexOf(0xff, at + 1)) {
      const isStart = chunk[at + 1] === 0xd8 && chunk[at + 2] === 0xff && secondMarkers.has(chunk[at + 3] ?? 0);
      if (isStart) places.push({ start: start + at, length: bytes.size - start - at });
    }
  }
  return places;
}
