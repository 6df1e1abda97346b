import { load } from 'exifreader';
import { toImageMetadata, type ImageMetadata, type TagGroups } from './image-metadata.ts';
import { parseXmp } from './xmp-document.ts';
import { FileBytes } from '../file-bytes.ts';
import { readBoxes } from '../raw/iso-boxes.ts';
import { readTiffDirectories, type TiffDirectory } from '../raw/tiff-directories.ts';
import type { LooseTags } from './tag-text.ts';

const maxBytes = 64 * 1024 * 1024;
/** Only this much of larger files is read; cameras write metadata there. */
const headBytes = 8 * 1024 * 1024;

/**
 * Reads EXIF, IPTC and XMP of JPEG, PNG, WebP, AVIF, GIF (XMP only) and camera raw files. Never rejects: omits what
 * cannot be read and returns `{}` for a damaged file.
 *
 * @param mime - type detected from the content
 */
export async function readImageMetadata(file: Blob, mime: string): Promise<ImageMetadata> {
  const found: TagGroups[] = [];
  for (const block of await blocksOf(file, mime).catch(() => [])) {
    try {
      found.push(await readBlock(block));
    } catch {
      // Empty or damaged; the next block may be intact.
    }
  }
  try {
    return toImageMetadata(mergeGroups(found));
  } catch {
    return {};
  }
}

async function readBlock({ bytes, gps }: MetadataBlock): Promise<TagGroups> {
  if (gps !== undefined) return { gps };
  const tags = await load(bytes, {
    expanded: true,
    async: true,
    domParser: { parseFromString: parseForTags },
    excludeTags: { icc: true, mpf: true, makerNotes: true, thumbnail: true, file: true, jfif: true },
  });
  return { ...tags } as unknown as TagGroups; // each field is validated before use
}

function parseForTags(xml: string): unknown {
  return Object.assign(parseXmp(xml), { getElementsByTagName: () => [] });
}

/** The first group with a value wins. */
function mergeGroups(groups: readonly TagGroups[]): TagGroups {
  const merged: Record<string, Record<string, unknown>> = {};
  for (const group of groups) {
    for (const [name, tags] of Object.entries(group)) merged[name] = { ...(tags as object), ...merged[name] };
  }
  return merged;
}

async function blocksOf(file: Blob, mime: string): Promise<readonly MetadataBlock[]> {
  if (mime === 'image/x-canon-cr3') return cr3Blocks(file);
  if (mime === 'image/gif') return gifBlocks(await bytesOf(file));
  if (mime === 'image/x-fuji-raf') {
    const place = new DataView(await file.slice(84, 92).arrayBuffer());
    return [{ bytes: await bytesOf(file.slice(place.getUint32(0), place.getUint32(0) + place.getUint32(4))) }];
  }
  const bytes = await bytesOf(file);
  if (mime !== 'image/x-panasonic-rw2' && mime !== 'image/x-olympus-orf') return [{ bytes }];
  // TIFF except for the number at its start.
  const view = new DataView(bytes);
  view.setUint16(2, 42, view.getUint16(0) === 0x4949);
  return [{ bytes }];
}

async function bytesOf(file: Blob): Promise<ArrayBuffer> {
  return file.slice(0, file.size <= maxBytes ? file.size : headBytes).arrayBuffer();
}

/** GIF stores XMP in an application extension, as plain text. */
function gifBlocks(bytes: ArrayBuffer): readonly MetadataBlock[] {
  const text = new TextDecoder('latin1').decode(bytes);
  const start = text.indexOf('XMP DataXMP');
  const packet = start < 0 ? undefined : /<x:xmpmeta[^]*?<\/x:xmpmeta>/u.exec(text.slice(start))?.[0];
  if (packet === undefined) return [];
  const whole = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>${packet}<?xpacket end="w"?>`;
  return [{ bytes: Uint8Array.from(whole, (letter) => letter.charCodeAt(0)).buffer }];
}

/** Part of a file in a format that exifreader understands. */
interface MetadataBlock {
  readonly bytes: ArrayBuffer;
  /** Location already read. */
  readonly gps?: LooseTags;
}

/** TIFF blocks, one per group of tags: camera and exposure. */
const tiffBlocks = ['CMT1', 'CMT2'];
const maxBlockBytes = 4 * 1024 * 1024;

/** Metadata of Canon's CR3: EXIF in separate boxes, the location in a third, XMP as text in a uuid box. */
async function cr3Blocks(file: Blob): Promise<readonly MetadataBlock[]> {
  const bytes = new FileBytes(file);
  const blocks: MetadataBlock[] = [];
  for (const { kind, start, end } of await readBoxes(bytes)) {
    const block = file.slice(start, Math.min(end, start + maxBlockBytes));
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
