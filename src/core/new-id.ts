const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_';
const length = 16;

/**
 * A random id of 96 bits, 16 characters that are safe in addresses and file names. Random, not counted: a call that is
 * made again after its worker died brings the same ids, and exports of two stores can be joined.
 */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return String.fromCharCode(...bytes.map((byte) => digits.charCodeAt(byte & 63)));
}
