/** Buffer of an array; a view on part of a larger buffer is copied. */
export function bufferOf({ buffer, byteLength }: Float32Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}
