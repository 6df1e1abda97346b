/** Arrays that {@link packArrays} accepts. */
type Packable = Int8Array | Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;

/** Arrays of {@link unpackArrays}, each of its original type. */
export type PackedArray =
  | Int8Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

const kinds = {
  i8: Int8Array,
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;
/** Type tag of an array. */
type Kind = keyof typeof kinds;

interface Directory {
  readonly about: unknown;
  /** Type, byte offset and length of each array. */
  readonly arrays: readonly (readonly [Kind, number, number])[];
}

// Every array starts at a multiple of this, so that it can be read in place.
const alignment = 8;

/**
 * Packs typed arrays and a JSON description into one buffer: `[bytes of the JSON, little-endian u32][0][JSON][arrays]`,
 * everything aligned to 8 bytes.
 */
export function packArrays(about: unknown, arrays: readonly Packable[]): ArrayBuffer {
  const packed = layOut(
    about,
    arrays.map((array) => [kindOf(array), array.length]),
  );
  packed.arrays.forEach((target, i) => {
    target.set(arrays[i] ?? []);
  });
  return packed.bytes;
}

/** Arrays in one buffer, to be filled in place. */
interface PackedArrays {
  readonly bytes: ArrayBuffer;
  readonly arrays: readonly PackedArray[];
}

/** Same as {@link packArrays}, with zeroed arrays of the given types and lengths. */
export function layOut(about: unknown, shapes: readonly (readonly [Kind, number])[]): PackedArrays {
  let at = 0;
  const places = shapes.map(([kind, length]) => {
    const start = at;
    at = aligned(at + length * kinds[kind].BYTES_PER_ELEMENT);
    return [kind, start, length] as const;
  });
  const text = new TextEncoder().encode(JSON.stringify({ about, arrays: places } satisfies Directory));
  const start = alignment + aligned(text.byteLength);
  const bytes = new Uint8Array(start + at);
  new DataView(bytes.buffer).setUint32(0, text.byteLength, true);
  bytes.set(text, alignment);
  const arrays = places.map(([kind, first, length]) => new kinds[kind](bytes.buffer, start + first, length));
  return { bytes: bytes.buffer, arrays };
}

/** Inverse of {@link packArrays}; the arrays are views of `buffer`. @throws SyntaxError, RangeError for other bytes */
export function unpackArrays(buffer: ArrayBuffer): { readonly about: unknown; readonly arrays: PackedArray[] } {
  const length = new DataView(buffer).getUint32(0, true);
  const text = new TextDecoder().decode(new Uint8Array(buffer, alignment, length));
  const { about, arrays } = JSON.parse(text) as Directory; // packArrays is the only writer, and a checksum guards the bytes
  const start = alignment + aligned(length);
  return { about, arrays: arrays.map(([kind, at, count]) => new kinds[kind](buffer, start + at, count)) };
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}

function kindOf(array: Packable): Kind {
  if (array instanceof Int8Array) return 'i8';
  if (array instanceof Uint8Array) return 'u8';
  if (array instanceof Uint16Array) return 'u16';
  if (array instanceof Uint32Array) return 'u32';
  return array instanceof Float32Array ? 'f32' : 'f64';
}
