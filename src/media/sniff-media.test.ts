import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sniffBytes, sniffMedia } from './sniff-media.ts';

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe('sniffMedia', () => {
  test.each([
    ['<svg xmlns="…">', 'image/svg+xml'],
    ['\xef\xbb\xbf  <?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C" "x.dtd">\n<!-- > --><svg>', 'image/svg+xml'],
    ['<!DOCTYPE svg [ <!ENTITY a "b"> ]><svg:svg xmlns:svg="…"/>', 'image/svg+xml'],
    ['<html><body><svg></svg>', undefined],
    ['A list of svg files', undefined],
    ['\0\0\0\x1cftypmif1\0\0\0\0mif1avif', 'image/avif'],
    ['\0\0\0\x1cftypmif1\0\0\0\0mif1heic', 'image/heic'],
    ['\0\0\0\x14ftypmif1\0\0\0\0mif1', 'image/heif'],
    ['\0\0\0\x14ftypheix\0\0\0\0mif1', 'image/heic'],
    ['IIU\0\x18\0\0\0', 'image/x-panasonic-rw2'],
    ['IIRO\x08\0\0\0', 'image/x-olympus-orf'],
    ['FUJIFILMCCD-RAW 0201', 'image/x-fuji-raf'],
    ['\0\0\x02\0\x01\0\x10\x10\0\0\x01\0\x20\0\x68\x04\0\0\x16\0\0\0', 'image/x-icon'],
    ['\0\0\x01\0\0\0\x10\x10\0\0\x01\0\x20\0\x68\x04\0\0\x16\0\0\0', undefined],
    ['\0\x05\x16\x07\0\x02\0\0Mac OS X        ', undefined],
    ['\0\0\0\x18ftypcrx \0\0\0\x01crx isom', 'image/x-canon-cr3'],
    ['\0\0\0\x18ftypisom\0\0\x02\0isomavc1', 'video/mp4'],
    ['\0\0\0\x0cJXL \r\n\x87\n', 'image/jxl'],
    ['RIFF\x10\0\0\0WEBPVP8 ', 'image/webp'],
    ['RIFF\x10\0\0\0WAVEfmt ', 'audio/mpeg'],
    ['BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0', 'image/bmp'],
    ['BMW is a maker of cars', undefined],
    ['', undefined],
  ])('%j is %s', (head, mime) => {
    expect(sniffMedia(latin1(head))?.mime).toBe(mime);
  });

  test('never throws for any bytes', () => {
    const starts = fc.constantFrom('', 'RIFF', 'BM', '\0\0\0\x18ftyp', '\xff\xd8\xff', '<?xml', '\xfe\xff', '<!--');
    fc.assert(
      fc.property(starts, fc.uint8Array({ maxLength: 200 }), (start, rest) => {
        const kind = sniffMedia(new Uint8Array([...latin1(start), ...rest]));
        expect(['always', 'maybe', 'raw', 'never', 'other', undefined]).toContain(kind?.support);
      }),
    );
  });

  test('ignores file names', () => {
    const folder = 'src/media/testdata/odd/';
    const kinds = new Map<string, string | undefined>();
    for (const name of readdirSync(folder)) {
      kinds.set(name, sniffMedia(new Uint8Array(readFileSync(folder + name)).subarray(0, sniffBytes))?.mime);
    }
    expect(kinds.get('jpeg-named.png')).toBe('image/jpeg');
    expect(kinds.get('png-named.jpg')).toBe('image/png');
    expect(kinds.get('heic-named.jpg')).toBe('image/heic');
    expect(kinds.get('text-named.jpg')).toBeUndefined();
    expect(kinds.get('layers.psd')).toBe('image/vnd.adobe.photoshop');
  });
});
