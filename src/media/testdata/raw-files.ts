// Camera raw files in the shapes that cameras give them, around any JPEG.

/** One entry of a directory: numbers are SHORT or LONG, text is ASCII. */
type Value = number | readonly number[] | string;

export interface RawDirectory {
  readonly entries: Readonly<Record<number, Value>>;
  /** Directories that tag 0x014a points to. */
  readonly subDirectories?: readonly RawDirectory[];
  /** The JPEG it describes, and by which tags. */
  readonly jpeg?: { readonly bytes: Uint8Array; readonly by: 'interchange' | 'strip' | 'panasonic' };
}

class Writer {
  readonly bytes: number[] = [];
  readonly little: boolean;

  constructor(little: boolean) {
    this.little = little;
  }

  number(value: number, size: number, at = this.bytes.length): void {
    for (let i = 0; i < size; i++) {
      const shift = this.little ? i : size - 1 - i;
      this.bytes[at + i] = Math.floor(value / 256 ** shift) % 256;
    }
  }

  add(bytes: Iterable<number>): number {
    const at = this.bytes.length;
    for (const byte of bytes) this.bytes.push(byte);
    return at;
  }
}

/** A TIFF with a chain of directories. `magic` is the number after the byte order: 42, or a maker's own. */
export function tiffFile(
  directories: readonly RawDirectory[],
  { little = true, magic = 42, prefix = [] as readonly number[] } = {},
): Uint8Array<ArrayBuffer> {
  const out = new Writer(little);
  out.add(little ? [0x49, 0x49] : [0x4d, 0x4d]);
  out.number(magic, 2);
  out.number(8 + prefix.length, 4);
  out.add(prefix);
  let link = 4;
  for (const directory of directories) {
    out.number(out.bytes.length, 4, link);
    link = writeDirectory(out, directory);
  }
  return Uint8Array.from(out.bytes);
}

/** Returns the position of the link to the next directory. */
function writeDirectory(out: Writer, { entries, subDirectories = [], jpeg }: RawDirectory): number {
  const all: Record<number, Value> = { ...entries };
  if (jpeg?.by === 'interchange') Object.assign(all, { 0x0201: 0, 0x0202: jpeg.bytes.length });
  if (jpeg?.by === 'strip') Object.assign(all, { 0x0111: 0, 0x0117: jpeg.bytes.length });
  if (jpeg?.by === 'panasonic') Object.assign(all, { 0x002e: 0 });
  if (subDirectories.length > 0) all[0x014a] = subDirectories.map(() => 0);
  const tags = Object.keys(all)
    .map(Number)
    .sort((a, b) => a - b);
  out.number(tags.length, 2);
  const first = out.bytes.length;
  out.add(new Uint8Array(tags.length * 12 + 4));
  const places = new Map<number, number>();
  for (const [i, tag] of tags.entries()) places.set(tag, writeEntry(out, first + i * 12, tag, all[tag] ?? 0, jpeg));
  if (jpeg !== undefined) {
    const at = out.add(jpeg.bytes);
    const tag = { interchange: 0x0201, strip: 0x0111, panasonic: 0x002e }[jpeg.by];
    out.number(at, 4, places.get(tag) ?? 0);
  }
  for (const [i, sub] of subDirectories.entries()) {
    out.number(out.bytes.length, 4, (places.get(0x014a) ?? 0) + i * 4);
    writeDirectory(out, sub);
  }
  return first + tags.length * 12;
}

/** Returns the position of the value. */
function writeEntry(out: Writer, at: number, tag: number, value: Value, jpeg: RawDirectory['jpeg']): number {
  const isBlock = tag === 0x002e;
  const isText = typeof value === 'string';
  const numbers = isText ? Array.from(`${value}\0`, (letter) => letter.charCodeAt(0)) : [value].flat();
  const size = isText ? 1 : 4;
  out.number(tag, 2, at);
  out.number(isBlock ? 7 : isText ? 2 : 4, 2, at + 2);
  out.number(isBlock ? (jpeg?.bytes.length ?? 0) : numbers.length, 4, at + 4);
  const isInline = numbers.length * size <= 4;
  const place = isInline ? at + 8 : out.add(new Uint8Array(numbers.length * size));
  if (!isInline) out.number(place, 4, at + 8);
  for (const [i, number] of numbers.entries()) out.number(number, size, place + i * size);
  return place;
}

/** Bytes that look like sensor data, reproducible per seed. */
export function noise(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let i = 0, state = seed; i < length; i++) {
    state = (state * 1103515245 + 12345) % 2147483648;
    bytes[i] = state >>> 16;
  }
  return bytes;
}

const text = (letters: string): number[] => Array.from(letters, (letter) => letter.charCodeAt(0));

/** Fujifilm's header, then the JPEG. */
export function rafFile(jpeg: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(160);
  head.set(text('FUJIFILMCCD-RAW 0201FF393101X-T1'));
  const view = new DataView(head.buffer);
  view.setUint32(84, head.length);
  view.setUint32(88, jpeg.length);
  return Uint8Array.from([...head, ...jpeg, ...noise(500)]);
}

function box(kind: string, ...content: readonly Iterable<number>[]): number[] {
  const bytes = content.flatMap((part) => [...part]);
  const out = new Writer(false);
  out.number(bytes.length + 8, 4);
  return [...out.bytes, ...text(kind), ...bytes];
}

/** Canon's CR3: EXIF blocks in the movie box, a preview in a uuid box, the full-size JPEG in `mdat`. */
export function cr3File(parts: {
  readonly camera: Uint8Array;
  readonly exposure?: Uint8Array;
  readonly preview: Uint8Array;
  readonly full?: Uint8Array;
}): Uint8Array<ArrayBuffer> {
  const uuid = (name: number): Uint8Array => new Uint8Array(16).fill(name);
  const exposure = parts.exposure === undefined ? [] : box('CMT2', parts.exposure);
  return Uint8Array.from([
    ...box('ftyp', text('crx '), [0, 0, 0, 1], text('crx isom')),
    ...box('moov', box('uuid', uuid(0x85), box('CMT1', parts.camera), exposure)),
    ...box('uuid', uuid(0xea), [0, 0, 0, 0, 0, 0, 0, 1], box('PRVW', new Uint8Array(16), parts.preview)),
    ...box('mdat', parts.full ?? [], noise(500)),
  ]);
}
