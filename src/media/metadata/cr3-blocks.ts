import { FileBytes } from '../file-bytes.ts';
import { readBoxes } from '../raw/iso-boxes.ts';
import { readTiffDirectories, type TiffDirectory } from '../raw/tiff-directories.ts';
import type { LooseTags } from './tag-text.ts';

/** Part of a file in a format that exifreader understands. */
export interface MetadataBlock {
  readonly bytes: ArrayBuffer;
  /** Location already read. */
  readonly gps?: LooseTags;
}

/** TIFF blocks, one per group of tags: camera and exposure. */
const tiffBlocks = ['CMT1', 'CMT2'];
const mostBlockBytes = 4 * 1024 * 1024;

/** Metadata of Canon's CR3: EXIF in separate boxes, the location in a third, XMP as text in a uuid box. */
export async function cr3Blocks(file: Blob): Promise<readonly MetadataBlock[]> {
  const bytes = new FileBytes(file);
  const blocks: MetadataBlock[] = [];
  for (const { kind, start, end } of await readBoxes(bytes)) {
    const block = file.slice(start, Math.min(end, start + mostBlockBytes));
    if (tiffBlocks.includes(kind)) blocks.push({ bytes: await block.arrayBuffer() });
    if (kind === 'uuid' && (await isXmp(bytes, start))) blocks.push({ bytes: await block.arrayBuffer() });
    if (kind !== 'CMT4') continue;
    const [directory] = await readTiffDirectories(bytes, start);
    if (directory !== undefined) blocks.push({ bytes: new ArrayBuffer(0), gps: placeIn(directory) });
  }
  return blocks;
}

async function isXmp(bytes: FileBytes, start: number): Promise<boolean> {
  return String.fromCharCode(...new Uint8Array((await bytes.read(start, 9)).buffer)) === '<?xpacket';
}

/** Tags of the GPS directory: each number follows its reference (N or S, E or W, above or below sea level). */
function placeIn(directory: TiffDirectory): LooseTags {
  const signed = (tag: number, negative: string): number | undefined => {
    const [whole, minutes = 0, seconds = 0] = directory.get(tag) ?? [];
    const isNegative = directory.get(tag - 1)?.[0] === negative.charCodeAt(0);
    return whole === undefined ? undefined : (whole + minutes / 60 + seconds / 3600) * (isNegative ? -1 : 1);
  };
  return { Latitude: signed(2, 'S'), Longitude: signed(4, 'W'), Altitude: signed(6, '\u0001') };
}
