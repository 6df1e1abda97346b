import type { Orientation } from './exif-orientation.ts';

const headBytes = 256 * 1024;

/** Replaces a JPEG's EXIF by an orientation that browsers obey. Decodes nothing; other EXIF metadata is dropped. */
export async function withOrientation(jpeg: Blob, orientation: Orientation): Promise<Blob> {
  const view = new DataView(await jpeg.slice(0, headBytes).arrayBuffer());
  const kept: Blob[] = [];
  let at = 2;
  while (at + 10 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    // Only application segments and comments come before the segments that decoders need.
    if ((marker < 0xe0 || marker > 0xef) && marker !== 0xfe) break;
    const end = at + 2 + view.getUint16(at + 2);
    const isExif = marker === 0xe1 && view.getUint32(at + 4) === 0x45786966; // 'Exif'
    if (!isExif) kept.push(jpeg.slice(at, end));
    at = end;
  }
  return new Blob([exifSegment(orientation), ...kept, jpeg.slice(at)], { type: 'image/jpeg' });
}

/** The start marker and an EXIF segment with one entry. */
function exifSegment(orientation: Orientation): Uint8Array<ArrayBuffer> {
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  const exif = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff];
  return Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, 0, exif.length + 2, ...exif);
}
