import { readHead } from './check-image.ts';
import { liesOnSide } from './exif-orientation.ts';
import { readImageHeader, readWebpOrientation } from './image-header.ts';
import { loadMetadata } from '../metadata/load-metadata.ts';
import { sniffMedia } from '../sniff-media.ts';

/** Basic facts from the start of an image file: enough to lay it out and to sort it. May be wrong. */
export interface ImageInfo {
  /** Pixels, upright. */
  readonly width: number;
  readonly height: number;
  /** Same as `metadata.takenAt` of a library item. */
  readonly takenAt?: Date;
}

/** Enough for the metadata that cameras write before a JPEG's size. */
const headBytes = 256 * 1024;
/** Files read concurrently. */
const together = 16;

/**
 * Reads size and date of image files from their first 256 kB. Decodes nothing and never rejects because of a file.
 *
 * @param metadataUrl - URL of the metadata reader
 * @returns one entry per file; undefined if the file is not an image or its size is unknown before decoding
 */
export async function readImageInfos(
  files: readonly Blob[],
  metadataUrl: string,
  signal?: AbortSignal,
): Promise<readonly (ImageInfo | undefined)[]> {
  const infos: (ImageInfo | undefined)[] = [];
  for (let at = 0; at < files.length; at += together) {
    signal?.throwIfAborted();
    const group = files.slice(at, at + together);
    infos.push(...(await Promise.all(group.map((file) => readImageInfo(file, metadataUrl).catch(() => undefined)))));
  }
  return infos;
}

async function readImageInfo(file: Blob, metadataUrl: string): Promise<ImageInfo | undefined> {
  const head = await readHead(file, '', headBytes);
  const kind = sniffMedia(head);
  const header = kind?.support === 'always' ? readImageHeader(head, kind.mime) : undefined;
  // Browsers decode few other JPEG processes.
  if (kind === undefined || header === undefined || header.process !== undefined) return undefined;
  if (kind.mime === 'image/avif' && isTurnedAvif(head)) return undefined;
  const turn = kind.mime === 'image/webp' ? await readWebpOrientation(file) : header.orientation;
  const [width, height] = liesOnSide(turn) ? [header.height, header.width] : [header.width, header.height];
  if (width === 0 || height === 0) return undefined;
  const { takenAt } = await loadMetadata(file.slice(0, headBytes), metadataUrl);
  return { width, height, ...(takenAt === undefined ? {} : { takenAt }) };
}

/** True if an `irot` box (ISO/IEC 23008-12, 6.5.10) may rotate the image. */
function isTurnedAvif(head: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(head.subarray(0, 4096)).includes('irot');
}
