/** A media file that may have been cut, as a download or a recording that was interrupted. */
interface CheckedFile {
  readonly isCut: boolean;
  /** The file up to the last whole block, with sizes that are true for it. */
  readonly readable: Blob;
}

/** Enough for films of hours; what comes later is not checked. */
const mostBoxes = 4_000;

/** Finds out by the sizes that a file states whether its end is missing. Reads headers only. */
export async function checkEnd(file: Blob): Promise<CheckedFile> {
  const head = await read(file, 0, 8);
  if (head.byteLength < 8) return { isCut: false, readable: file };
  if (head.getUint32(0) === ebml) return checkMatroska(file);
  const isIso = ['ftyp', 'moov', 'styp', 'mdat', 'wide', 'free'].includes(kindOf(head));
  return { isCut: isIso && (await isIsoCut(file)), readable: file };
}

async function read(file: Blob, start: number, length: number): Promise<DataView<ArrayBuffer>> {
  return new DataView(await file.slice(start, start + length).arrayBuffer());
}

function kindOf(box: DataView): string {
  return String.fromCharCode(...[4, 5, 6, 7].map((at) => box.getUint8(at)));
}

async function isIsoCut(file: Blob): Promise<boolean> {
  let at = 0;
  for (let i = 0; i < mostBoxes && at + 8 <= file.size; i++) {
    const box = await read(file, at, 16);
    const short = box.getUint32(0);
    if (short === 0) return false;
    const size = short === 1 && box.byteLength === 16 ? Number(box.getBigUint64(8)) : short;
    if (size < 8) return false;
    at += size;
  }
  return at > file.size;
}

const ebml = 0x1a45dfa3;
const segment = 0x18538067;
const cluster = 0x1f43b675;
/** Elements that follow each other in a cluster: time stamp, blocks, and padding. */
const inCluster: ReadonlySet<number> = new Set([0xe7, 0xa3, 0xa0, 0xa7, 0xab, 0xec, 0xbf]);

interface Element {
  readonly id: number;
  readonly sizeAt: number;
  readonly sizeBytes: number;
  readonly start: number;
  /** Infinity if the element does not state it, as in recordings. */
  readonly end: number;
}

/** Gives a cluster that lacks its end, which readers leave out as a whole, the size of the blocks that are there. */
async function checkMatroska(file: Blob): Promise<CheckedFile> {
  const intact = { isCut: false, readable: file };
  const header = await readElement(file, 0);
  const whole = header && (await readElement(file, header.end));
  if (whole?.id !== segment || !(whole.end > file.size) || whole.end === Infinity) return intact;
  let at = whole.start;
  let last: Element | undefined;
  for (let i = 0; i < mostBoxes && at < file.size; i++) {
    last = await readElement(file, at);
    if (last === undefined || last.end > file.size) break;
    at = last.end;
  }
  if (last?.id !== cluster || last.end === Infinity) return { isCut: true, readable: file.slice(0, at) };
  const endAt = await lastBlockEnd(file, last.start);
  const [sizeEnd, size] = [last.sizeAt + last.sizeBytes, encodeSize(endAt - last.start, last.sizeBytes)];
  return { isCut: true, readable: new Blob([file.slice(0, last.sizeAt), size, file.slice(sizeEnd, endAt)]) };
}

async function lastBlockEnd(file: Blob, start: number): Promise<number> {
  for (let at = start; ;) {
    const block = await readElement(file, at);
    if (block === undefined || !inCluster.has(block.id) || block.end > file.size) return at;
    at = block.end;
  }
}

async function readElement(file: Blob, at: number): Promise<Element | undefined> {
  const view = await read(file, at, 12);
  const idBytes = view.byteLength === 0 ? 9 : Math.clz32(view.getUint8(0)) - 23;
  if (idBytes > 4 || view.byteLength <= idBytes) return undefined;
  const sizeBytes = Math.clz32(view.getUint8(idBytes)) - 23;
  if (sizeBytes > 8 || view.byteLength < idBytes + sizeBytes) return undefined;
  let [id, size, ones] = [0, 0, true];
  for (let i = 0; i < idBytes; i++) id = id * 256 + view.getUint8(i);
  for (let i = 0; i < sizeBytes; i++) {
    const mask = i === 0 ? 0xff >> sizeBytes : 0xff;
    const byte = view.getUint8(idBytes + i) & mask;
    ones &&= byte === mask;
    size = size * 256 + byte;
  }
  const start = at + idBytes + sizeBytes;
  return { id, sizeAt: at + idBytes, sizeBytes, start, end: ones ? Infinity : start + size };
}

function encodeSize(size: number, bytes: number): Uint8Array<ArrayBuffer> {
  const encoded = new Uint8Array(bytes);
  for (let [i, left] = [bytes - 1, size]; i >= 0; i--, left = Math.floor(left / 256)) encoded[i] = left % 256;
  encoded[0] = (encoded[0] ?? 0) | (0x80 >> (bytes - 1));
  return encoded;
}
