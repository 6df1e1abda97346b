/** What a file is, told by its first bytes. */
export interface MediaKind {
  readonly mime: string;
  /** For messages: "a TIFF picture". */
  readonly label: string;
  /**
   * `picture`: every browser decodes it. `maybe`: some do (Safari reads HEIC). `never`: refused without a try.
   */
  readonly support: 'picture' | 'maybe' | 'never';
}

const jpeg: MediaKind = { mime: 'image/jpeg', label: 'a JPEG picture', support: 'picture' };
const avif: MediaKind = { mime: 'image/avif', label: 'an AVIF picture', support: 'picture' };
const heic: MediaKind = { mime: 'image/heic', label: 'a HEIC picture', support: 'maybe' };
const tiff: MediaKind = { mime: 'image/tiff', label: 'a TIFF picture or camera raw file', support: 'maybe' };
const jpegXl: MediaKind = { mime: 'image/jxl', label: 'a JPEG XL picture', support: 'maybe' };
const jpeg2000: MediaKind = { mime: 'image/jp2', label: 'a JPEG 2000 picture', support: 'maybe' };
const bmp: MediaKind = { mime: 'image/bmp', label: 'a BMP picture', support: 'picture' };
const icon: MediaKind = { mime: 'image/x-icon', label: 'an ICO picture', support: 'picture' };
const raw: MediaKind = { mime: 'image/x-canon-cr3', label: 'a camera raw file', support: 'never' };
const svg: MediaKind = { mime: 'image/svg+xml', label: 'an SVG drawing', support: 'never' };
const video: MediaKind = { mime: 'video/mp4', label: 'a video', support: 'never' };

/** Signatures at the start of a file; `?` is any byte. Text is Latin-1. */
const signatures: readonly (readonly [signature: string, kind: MediaKind])[] = [
  ['\xff\xd8\xff', jpeg],
  ['\x89PNG\r\n\x1a\n', { mime: 'image/png', label: 'a PNG picture', support: 'picture' }],
  ['GIF87a', { mime: 'image/gif', label: 'a GIF picture', support: 'picture' }],
  ['GIF89a', { mime: 'image/gif', label: 'a GIF picture', support: 'picture' }],
  ['RIFF????WEBP', { mime: 'image/webp', label: 'a WebP picture', support: 'picture' }],
  ['II*\0', tiff],
  ['MM\0*', tiff],
  ['II+\0', tiff],
  ['MM\0+', tiff],
  ['IIU\0', tiff],
  ['FUJIFILMCCD-RAW', raw],
  ['\xff\x0a', jpegXl],
  ['\0\0\0\x0cJXL \r\n\x87\n', jpegXl],
  ['\0\0\0\x0cjP  \r\n\x87\n', jpeg2000],
  ['\xff\x4f\xff\x51', jpeg2000],
  ['8BPS', { mime: 'image/vnd.adobe.photoshop', label: 'a Photoshop document', support: 'never' }],
  ['%PDF-', { mime: 'application/pdf', label: 'a PDF document', support: 'never' }],
  ['\x1aE\xdf\xa3', video],
  ['\0\0\x01\0', icon],
  ['\0\0\x02\0', icon],
];

const brands: Readonly<Record<string, MediaKind>> = {
  avif,
  avis: avif,
  heic,
  heix: heic,
  heim: heic,
  heis: heic,
  hevc: heic,
  hevx: heic,
  crx: raw,
};

/** Bytes that {@link sniffMedia} wants to see. */
export const sniffBytes = 4096;

/** Tells what a file is from its first bytes; undefined when they are of no known kind. */
export function sniffMedia(head: Uint8Array): MediaKind | undefined {
  for (const [signature, kind] of signatures) if (startsWith(head, signature)) return kind;
  if (isText(head, 4, 'ftyp')) return kindOfBrands(head);
  // Two letters are a weak signature: the header's own size must fit too (BITMAPCOREHEADER and its successors).
  if (startsWith(head, 'BM') && [12, 16, 40, 52, 56, 64, 108, 124].includes(head[14] ?? 0)) return bmp;
  return looksLikeSvg(head) ? svg : undefined;
}

function startsWith(head: Uint8Array, signature: string): boolean {
  return isText(head, 0, signature);
}

function isText(head: Uint8Array, offset: number, text: string): boolean {
  if (head.length < offset + text.length) return false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '?' && head[offset + i] !== text.charCodeAt(i)) return false;
  }
  return true;
}

/** ISO base media: the major brand first, then the compatible ones ("mif1" alone says only "some picture"). */
function kindOfBrands(head: Uint8Array): MediaKind {
  const boxEnd = Math.min(head.length, new DataView(head.buffer, head.byteOffset).getUint32(0));
  const offsets = [8];
  for (let at = 16; at + 4 <= boxEnd; at += 4) offsets.push(at);
  const names = offsets.map((at) => String.fromCharCode(...head.subarray(at, at + 4)).trim());
  for (const name of names) {
    const kind = brands[name];
    if (kind !== undefined) return kind;
  }
  return names.some((name) => name === 'mif1' || name === 'msf1') ? heic : video;
}

function looksLikeSvg(head: Uint8Array): boolean {
  const text = new TextDecoder(head[0] === 0xff ? 'utf-16le' : head[0] === 0xfe ? 'utf-16be' : 'utf-8').decode(head);
  const withoutPrologue = text.replace(
    /^\s*(?:<\?[^]*?\?>\s*|<!--[^]*?-->\s*|<!DOCTYPE\s+svg[^[>]*(?:\[[^]*?\])?[^>]*>\s*)*/iu,
    '',
  );
  return /^<(?:[\w-]+:)?svg[\s>/]/iu.test(withoutPrologue);
}
