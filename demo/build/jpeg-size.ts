/** Width and height of a JPEG in pixels, from its first frame header (ITU-T T.81, B.2.2). */
export function jpegSize(bytes: Buffer): { readonly width: number; readonly height: number } {
  let at = 2;
  while (at + 9 < bytes.length) {
    const marker = bytes.readUInt8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  throw new RangeError('Expected a JPEG with a frame header.');
}
