const prime1 = 0x9e3779b1;
const prime2 = 0x85ebca77;
const prime3 = 0xc2b2ae3d;
const prime4 = 0x27d4eb2f;

/**
 * xxHash32 with seed 0 of whole 32-bit words, unsigned. It finds damaged bytes, at about the speed of memory; it is
 * no protection against someone who forges them.
 * Source: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 *
 * @throws RangeError when the length in bytes is not a multiple of 4
 * @example `checksum(new ArrayBuffer(0)).toString(16) // '2cc5d05'`
 */
export function checksum(bytes: ArrayBuffer): number {
  if (bytes.byteLength % 4 !== 0)
    throw new RangeError(`Expected whole 32-bit words, got ${String(bytes.byteLength)} bytes.`);
  const words = new Uint32Array(bytes);
  const whole = words.length - (words.length % 4);
  let hash: number;
  if (whole === 0) hash = 0x165667b1;
  else {
    let a = (prime1 + prime2) | 0;
    let b = prime2 | 0;
    let c = 0;
    let d = -prime1 | 0;
    for (let i = 0; i < whole; i += 4) {
      a = round(a, words[i] ?? 0);
      b = round(b, words[i + 1] ?? 0);
      c = round(c, words[i + 2] ?? 0);
      d = round(d, words[i + 3] ?? 0);
    }
    hash = rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18);
  }
  hash = (hash + bytes.byteLength) | 0;
  for (let i = whole; i < words.length; i += 1) {
    hash = Math.imul(rotate((hash + Math.imul(words[i] ?? 0, prime3)) | 0, 17), prime4);
  }
  return avalanche(hash);
}

function round(lane: number, word: number): number {
  return Math.imul(rotate((lane + Math.imul(word, prime2)) | 0, 13), prime1);
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function avalanche(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 15), prime2);
  hash = Math.imul(hash ^ (hash >>> 13), prime3);
  return (hash ^ (hash >>> 16)) >>> 0;
}
