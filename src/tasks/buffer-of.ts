/** The buffer of an array that has one of its own; a view on a part of a larger one must be copied. */
export function bufferOf({ buffer, byteLength }: Float32Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}
