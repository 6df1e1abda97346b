import { readFileSync } from 'node:fs';
import type { UploadedFile } from './shown-results.ts';

/** Facts that a photo states about itself. */
export interface PhotoFacts {
  readonly make?: string;
  readonly model?: string;
  readonly city?: string;
  readonly country?: string;
  readonly title?: string;
  readonly rating?: number;
  readonly keywords?: readonly string[];
  /** ISO 8601 without a zone. */
  readonly taken?: string;
}

/** A sample with facts in an XMP packet, as editors write it. */
export function described(sample: string, facts: PhotoFacts, name = sample): UploadedFile {
  const jpeg = readFileSync(`public/samples/${sample}`);
  return { name, mimeType: 'image/jpeg', buffer: withPacket(jpeg, packetOf(facts)) };
}

/** A JPEG with an XMP packet behind its first marker. */
function withPacket(jpeg: Buffer, packet: string): Buffer {
  const body = Buffer.from(`http://ns.adobe.com/xap/1.0/\0${packet}`);
  const head = Buffer.from([0xff, 0xe1, (body.length + 2) >> 8, (body.length + 2) & 255]);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}

function packetOf({ make, model, city, country, title, rating, keywords = [], taken }: PhotoFacts): string {
  const attributes = Object.entries({
    'tiff:Make': make,
    'tiff:Model': model,
    'photoshop:City': city,
    'photoshop:Country': country,
    'xmp:Rating': rating,
    'exif:DateTimeOriginal': taken,
  }).flatMap(([key, value]) => (value === undefined ? [] : [`${key}="${String(value)}"`]));
  const spaces = [
    'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"',
    'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"',
    'xmlns:dc="http://purl.org/dc/elements/1.1/"',
  ];
  const subject = `<dc:subject><rdf:Bag>${keywords.map((word) => `<rdf:li>${word}</rdf:li>`).join('')}</rdf:Bag></dc:subject>`;
  const titled = `<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${title ?? ''}</rdf:li></rdf:Alt></dc:title>`;
  return [
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    `<rdf:Description rdf:about="" ${spaces.join(' ')} ${attributes.join(' ')}>`,
    `${keywords.length === 0 ? '' : subject}${title === undefined ? '' : titled}`,
    '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>',
  ].join('');
}
