/** Format of a file, detected from its first bytes. */
export interface MediaKind {
  readonly mime: string;
  /** Name for messages: "a TIFF image". */
  readonly label: string;
  /** Short name, identical in all languages: 'TIFF'. */
  readonly format: string;
  /**
   * `always`: every browser decodes it. `maybe`: some do (Safari reads HEIC). `raw`: represented by its embedded JPEG.
   * `never`: an image that is always rejected. `other`: not an image.
   */
  readonly support: 'always' | 'maybe' | 'raw' | 'never' | 'other';
}

function kind(support: MediaKind['support'], format: string, mime: string, label = `a ${format} image`): MediaKind {
  return { mime, label, format, support };
}

const gif = kind('always', 'GIF', 'image/gif');
const avif = kind('always', 'AVIF', 'image/avif', 'an AVIF image');
const heic = kind('maybe', 'HEIC', 'image/heic');
const heif = kind('maybe', 'HEIF', 'image/heif');
const tiff = kind('maybe', 'TIFF', 'image/tiff', 'a TIFF image or camera raw file');
const jpegXl = kind('maybe', 'JPEG XL', 'image/jxl');
const jpeg2000 = kind('maybe', 'JPEG 2000', 'image/jp2');
const bmp = kind('always', 'BMP', 'image/bmp');
const icon = kind('always', 'ICO', 'image/x-icon', 'an ICO image');
const svg = kind('never', 'SVG', 'image/svg+xml', 'an SVG drawing');
const video = kind('other', 'video', 'video/mp4', 'a video');
const sound = kind('other', 'sound', 'audio/mpeg', 'a sound');

function raw(format: string, mime: string): MediaKind {
  return kind('raw', format, mime, `a camera raw file (${format})`);
}

function never(format: string, mime: string, label?: string): MediaKind {
  return kind('never', format, mime, label);
}

/** Signatures at the start of a file; `?` is any byte. Text is Latin-1. */
const signatures: readonly (readonly [signature: string, kind: MediaKind])[] = [
  ['\xff\xd8\xff', kind('always', 'JPEG', 'image/jpeg')],
  ['\x89PNG\r\n\x1a\n', kind('always', 'PNG', 'image/png')],
  ['GIF87a', gif],
  ['GIF89a', gif],
  ['RIFF????WEBP', kind('always', 'WebP', 'image/webp')],
  ['II*\0', tiff],
  ['MM\0*', tiff],
  ['II+\0', never('BigTIFF', 'image/tiff')],
  ['MM\0+', never('BigTIFF', 'image/tiff')],
  ['IIU\0', raw('RW2', 'image/x-panasonic-rw2')],
  ['IIRO', raw('ORF', 'image/x-olympus-orf')],
  ['IIRS', raw('ORF', 'image/x-olympus-orf')],
  ['MMOR', raw('ORF', 'image/x-olympus-orf')],
  ['FUJIFILMCCD-RAW', raw('RAF', 'image/x-fuji-raf')],
  ['II\x1a\0\0\0HEAPCCDR', raw('CRW', 'image/x-canon-crw')],
  ['\0MRM', raw('MRW', 'image/x-minolta-mrw')],
  ['FOVb', raw('X3F', 'image/x-sigma-x3f')],
  ['\xff\x0a', jpegXl],
  ['\0\0\0\x0cJXL \r\n\x87\n', jpegXl],
  ['\0\0\0\x0cjP  \r\n\x87\n', jpeg2000],
  ['\xff\x4f\xff\x51', jpeg2000],
  ['II\xbc\x01', never('JPEG XR', 'image/jxr')],
  ['8BPS', never('PSD', 'image/vnd.adobe.photoshop', 'a Photoshop document')],
  ['gimp xcf', never('XCF', 'image/x-xcf', 'a GIMP document')],
  ['v/1\x01', never('OpenEXR', 'image/x-exr', 'an OpenEXR image')],
  ['#?RADIANCE', never('Radiance HDR', 'image/vnd.radiance')],
  ['DDS |\0\0\0', never('DDS', 'image/vnd-ms.dds')],
  ['qoif', never('QOI', 'image/qoi')],
  ['FLIF', never('FLIF', 'image/flif')],
  ['BPG\xfb', never('BPG', 'image/bpg')],
  ['icns', never('ICNS', 'image/icns', 'an ICNS image')],
  ['\x8aMNG\r\n\x1a\n', never('MNG', 'video/x-mng', 'an MNG animation')],
  ['\x8bJNG\r\n\x1a\n', never('JNG', 'image/x-jng')],
  ['%!PS', never('PostScript', 'application/postscript', 'a PostScript drawing')],
  ['%PDF-', kind('other', 'PDF', 'application/pdf', 'a PDF document')],
  ['\x1aE\xdf\xa3', video],
  ['RIFF????AVI ', video],
  ['RIFF????WAVE', sound],
  ['fLaC', sound],
  ['OggS', sound],
  ['ID3', sound],
  ['FORM????AIFF', sound],
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
  hevm: heic,
  hevs: heic,
  crx: raw('CR3', 'image/x-canon-cr3'),
  jp2: jpeg2000,
  M4A: sound,
  M4B: sound,
};

/** Number of bytes that {@link sniffMedia} needs. */
export const sniffBytes = 4096;

/** Kind of part that a file is, by its first bytes; files that cannot be read count as images, whose reader says why. */
export async function readKind(file: Blob): Promise<'image' | 'audio' | 'video'> {
  try {
    const found = sniffMedia(new Uint8Array(await file.slice(0, sniffBytes).arrayBuffer()));
    return found === video ? 'video' : found === sound ? 'audio' : 'image';
  } catch {
    return 'image';
  }
}

/** Detects a file's format from its first bytes; undefined if unknown. */
export function sniffMedia(head: Uint8Array): MediaKind | undefined {
  for (const [signature, found] of signatures) if (startsWith(head, signature)) return found;
  if (isText(head, 4, 'ftyp')) return kindOfBrands(head);
  // Two letters are a weak signature, so the header's own size must match too (BITMAPCOREHEADER and its successors).
  if (startsWith(head, 'BM') && [12, 16, 40, 52, 56, 64, 108, 124].includes(head[14] ?? 0)) return bmp;
  if (looksLikeIcon(head)) return icon;
  if (looksLikeAudioFrame(head)) return sound;
  if (looksLikeTransportStream(head)) return video;
  return looksLikeSvg(head) ? svg : undefined;
}

/** An MPEG audio or ADTS frame without tags before it: a weak signature, so that its fields must be valid too. */
function looksLikeAudioFrame([first, second = 0, third = 0]: Uint8Array): boolean {
  if (first !== 0xff || second < 0xe0) return false;
  const layer = (second >> 1) & 3;
  if (layer === 0) return (second & 0xf0) === 0xf0 && ((third >> 2) & 15) < 13;
  return ((second >> 3) & 3) !== 1 && third >> 4 !== 15 && third >> 4 !== 0 && ((third >> 2) & 3) !== 3;
}

const transportPacket = 188;

/** Packets of an MPEG transport stream all start with the same byte. */
function looksLikeTransportStream(head: Uint8Array): boolean {
  return [0, 1, 2, 3].every((packet) => head[packet * transportPacket] === 0x47);
}

/** ICO and CUR have a weak signature, so the first entry must point past the directory. */
function looksLikeIcon(head: Uint8Array): boolean {
  if (head.length < 22 || !(startsWith(head, '\0\0\x01\0') || startsWith(head, '\0\0\x02\0'))) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const count = view.getUint16(4, true);
  return count > 0 && view.getUint32(18, true) >= 6 + 16 * count;
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

/** ISO base media: the major brand first, then the compatible ones ("mif1" alone only means "some image"). */
function kindOfBrands(head: Uint8Array): MediaKind {
  const boxEnd = Math.min(head.length, new DataView(head.buffer, head.byteOffset).getUint32(0));
  const offsets = [8];
  for (let at = 16; at + 4 <= boxEnd; at += 4) offsets.push(at);
  const names = offsets.map((at) => String.fromCharCode(...head.subarray(at, at + 4)).trim());
  for (const name of names) {
    const found = brands[name];
    if (found !== undefined) return found;
  }
  return names.some((name) => ['mif1', 'msf1', 'mif2', 'avci', 'avcs', 'j2ki'].includes(name)) ? heif : video;
}

function looksLikeSvg(head: Uint8Array): boolean {
  const text = new TextDecoder(head[0] === 0xff ? 'utf-16le' : head[0] === 0xfe ? 'utf-16be' : 'utf-8').decode(head);
  const withoutPrologue = text.replace(
    /^\s*(?:<\?[^]*?\?>\s*|<!--[^]*?-->\s*|<!DOCTYPE\s+svg[^[>]*(?:\[[^]*?\])?[^>]*>\s*)*/iu,
    '',
  );
  return /^<(?:[\w-]+:)?svg[\s>/]/iu.test(withoutPrologue);
}
