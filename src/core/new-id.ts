const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_';
const length = 16;

/**
 * Returns a random id of 96 bits: 16 characters, safe in URLs and file names. Random rather than sequential, so that a
 * call repeated after a worker crash has the same ids, and exports of two stores can be merged.
 */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return String.fromCharCode(...bytes.map((byte) => digits.charCodeAt(byte & 63)));
}
