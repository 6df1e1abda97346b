import { OnsightError } from '../../core/errors.ts';
import { decodeHalves } from '../../math/float16.ts';

// The format of NumPy: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
const magic = '\x93NUMPY';
const alignment = 64;

/** An open NumPy file of vectors. */
export interface NpyFile {
  readonly rows: number;
  readonly dims: number;
  /** Reads the numbers of rows `start` to `end`. */
  readonly read: (start: number, end: number) => Promise<Float32Array<ArrayBuffer>>;
}

/** Header of a file of `rows` x `dims` float32. */
export function npyHeader(rows: number, dims: number): Uint8Array<ArrayBuffer> {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${dims}), }`;
  const length = Math.ceil((10 + text.length + 1) / alignment) * alignment - 10;
  const bytes = new Uint8Array(10 + length).fill(0x20);
  // Magic, and version 1.0 of the format.
  bytes.set(Array.from(magic, (unit) => unit.charCodeAt(0)));
  bytes.set([1, 0], magic.length);
  new DataView(bytes.buffer).setUint16(8, length, true);
  bytes.set(new TextEncoder().encode(text), 10);
  bytes[bytes.length - 1] = 0x0a;
  return bytes;
}

type Read = (bytes: ArrayBuffer) => ArrayLike<number>;

/** Supported number types: bytes per number, and their reader. */
const readers: Readonly<Record<string, readonly [number, Read]>> = {
  '<f4': [4, (bytes) => new Float32Array(bytes)],
  '<f8': [8, (bytes) => new Float64Array(bytes)],
  '<f2': [2, (bytes) => decodeHalves(new Uint16Array(bytes))],
};

/**
 * Opens a NumPy file. @throws OnsightError `import-failed` if it is not a two-dimensional array of floats in C order
 */
export async function openNpy(file: Blob, store: string): Promise<NpyFile> {
  const fail = (reason: string): OnsightError => new OnsightError('import-failed', { store, reason });
  const start = new DataView(await file.slice(0, 12).arrayBuffer());
  if (start.byteLength < 12 || !(await isNpy(file))) throw fail('it is not a .npy file');
  const [length, from] = start.getUint8(6) === 1 ? [start.getUint16(8, true), 10] : [start.getUint32(8, true), 12];
  const header = await file.slice(from, from + length).text();
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1] ?? '';
  const shape = /'shape'\s*:\s*\(\s*(\d+)\s*,\s*(\d+)\s*,?\s*\)/.exec(header);
  const [width, read] = readers[descr] ?? [];
  if (width === undefined || read === undefined)
    throw fail(
      `its number type is "${descr}"; expected float16, float32 or float64. Save it with \`array.astype("<f4")\``,
    );
  if (shape === null || /'fortran_order'\s*:\s*True/.test(header))
    throw fail('it is not an array of shape (rows, dims) in C order; save it with `numpy.ascontiguousarray(array)`');
  const [rows, dims] = [Number(shape[1]), Number(shape[2])];
  const data = from + length;
  if (file.size < data + rows * dims * width) throw fail('the .npy file is truncated');
  return {
    rows,
    dims,
    read: async (first, end) => {
      const part = file.slice(data + first * dims * width, data + end * dims * width);
      return Float32Array.from(read(await part.arrayBuffer()));
    },
  };
}

/** True if a file starts with the magic of NumPy. */
export async function isNpy(file: Blob): Promise<boolean> {
  const bytes = new Uint8Array(await file.slice(0, magic.length).arrayBuffer());
  return bytes.length === magic.length && bytes.every((byte, i) => byte === magic.charCodeAt(i));
}
