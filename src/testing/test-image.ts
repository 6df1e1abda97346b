/** A PNG of one grey pixel, before and after the place of its text. */
const [head, tail] = [
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptV',
  'AAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
].map(toBytes) as [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>];

const keyword = 'Description\0';

function toBytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/**
 * An image for tests: a PNG of one pixel that says in words what it shows. {@link createTestOnsight} sees those words;
 * text in double quotes can be read in the image. Other image files show the words of their names.
 *
 * @param name - file name @defaultValue the words, with the extension .png
 *
 * @example
 * ```ts
 * await library.add([createTestImage('a dog on the beach'), createTestImage('a shop sign "OPEN"')]);
 * ```
 */
export function createTestImage(text: string, name = `${text.replace(/[^\p{L}\p{N}]+/gu, '-')}.png`): File {
  completeBlobs();
  const content = new TextEncoder().encode(`iTXt${keyword}\0\0\0\0${text}`);
  const chunk = new Uint8Array(content.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, content.length - 4);
  chunk.set(content, 4);
  view.setUint32(content.length + 4, crc32(content));
  return new File([head, chunk, tail], name, { type: 'image/png', lastModified: 0 });
}

/** The words that an image shows. */
export function wordsInImage(bytes: Uint8Array, name: string): string {
  const at = findBytes(bytes, `iTXt${keyword}`);
  if (at === -1) return name.replace(/\.\w+$/, '').replace(/[-_.]+/g, ' ');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at - 4);
  // Behind the keyword: compression flag and method, language and translated keyword, which are empty.
  return new TextDecoder().decode(bytes.subarray(at + 4 + keyword.length + 4, at + 4 + length));
}

function findBytes(bytes: Uint8Array, word: string): number {
  const codes = Array.from(word, (character) => character.charCodeAt(0));
  return bytes.findIndex((_, i) => codes.every((code, j) => bytes[i + j] === code));
}

/** CRC-32 of PNG chunks, bit by bit: images of tests are short. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** Adds what the blobs of older jsdom lack, which every browser has: `arrayBuffer()`. */
export function completeBlobs(): void {
  if ('arrayBuffer' in Blob.prototype) return;
  Object.defineProperty(Blob.prototype, 'arrayBuffer', {
    configurable: true,
    writable: true,
    value(this: Blob): Promise<ArrayBuffer> {
      return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => {
          // Read as such below.
          resolve(reader.result as ArrayBuffer);
        };
        reader.onerror = () => {
          reject(reader.error ?? new Error('The blob cannot be read.'));
        };
        reader.readAsArrayBuffer(this);
      });
    },
  });
}
