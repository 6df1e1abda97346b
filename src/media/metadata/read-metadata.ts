import { load } from 'exifreader';
import { toImageMetadata, type ImageMetadata, type TagGroups } from './image-metadata.ts';
import { cr3Blocks, type MetadataBlock } from './cr3-blocks.ts';
import { parseXmp } from './xmp-document.ts';

const mostBytes = 64 * 1024 * 1024;
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
  return file.slice(0, file.size <= mostBytes ? file.size : headBytes).arrayBuffer();
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
