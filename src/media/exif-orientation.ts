/** EXIF tag 0x0112: 1 is upright, 2-4 mirrored and/or upside down, 5-8 lie on their side. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/**
 * The orientation in a block of EXIF (a TIFF header and its first directory); 1 where it has none or is damaged.
 * A leading `Exif\0\0`, as JPEG and some WebP writers put it, is skipped.
 */
export function readExifOrientation(exif: Uint8Array): Orientation {
  const view = new DataView(exif.buffer, exif.byteOffset, exif.byteLength);
  const start = exif[0] === 0x45 && exif[1] === 0x78 ? 6 : 0;
  if (view.byteLength < start + 8) return 1;
  const order = view.getUint16(start);
  if (order !== 0x4949 && order !== 0x4d4d) return 1;
  const little = order === 0x4949;
  const directory = start + view.getUint32(start + 4, little);
  if (directory + 2 > view.byteLength) return 1;
  const entries = view.getUint16(directory, little);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + i * 12;
    if (entry + 12 > view.byteLength) return 1;
    if (view.getUint16(entry, little) === 0x0112) return toOrientation(view.getUint16(entry + 8, little));
  }
  return 1;
}

function toOrientation(value: number): Orientation {
  const all: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];
  return all[value - 1] ?? 1;
}
