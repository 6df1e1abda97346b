import type { FileBytes } from '../file-bytes.ts';

/** A box of an ISO base media file. */
export interface IsoBox {
  readonly kind: string;
  /** Start and end of its content. */
  readonly start: number;
  readonly end: number;
}

const maxBoxes = 500;

const containers = ['moov', 'trak', 'mdia', 'minf', 'stbl', 'uuid'];

/** All boxes of a file, including those inside containers (movie, tracks, uuid), in file order. */
export async function readBoxes(bytes: FileBytes): Promise<readonly IsoBox[]> {
  const boxes: IsoBox[] = [];
  await collectBoxes(bytes, 0, bytes.size, boxes);
  return boxes;
}

async function collectBoxes(bytes: FileBytes, start: number, end: number, boxes: IsoBox[]): Promise<void> {
  for (let at = start; at + 8 <= end && boxes.length < maxBoxes;) {
    const head = await bytes.read(at, 16);
    if (head.byteLength < 8) return;
    const short = head.getUint32(0);
    const isLong = short === 1 && head.byteLength === 16;
    const size = isLong ? Number(head.getBigUint64(8)) : short === 0 ? end - at : short;
    const kind = String.fromCharCode(...new Uint8Array(head.buffer, 4, 4));
    const headerSize = isLong ? 16 : 8;
    if (size < headerSize || at + size > end) return;
    // After a uuid's name; the uuid with the preview has eight more bytes before its first box.
    const content = at + headerSize + (kind === 'uuid' ? 16 : 0);
    boxes.push({ kind, start: content, end: at + size });
    if (containers.includes(kind)) {
      const skipped = kind === 'uuid' && (await startsWithBox(bytes, content + 8)) ? 8 : 0;
      await collectBoxes(bytes, content + skipped, at + size, boxes);
    }
    at += size;
  }
}

async function startsWithBox(bytes: FileBytes, at: number): Promise<boolean> {
  const head = await bytes.read(at, 8);
  return head.byteLength === 8 && head.getUint32(4) === 0x50525657; // 'PRVW'
}
