import type { PhotoRecord } from './photo-records.ts';

/**
 * An XMP sidecar (ISO 16684-1) with the title, description, keywords and caption of a photo, and its place if the record
 * has one. Texts come from files: they are escaped, and characters that XML does not have are left out.
 */
export function toXmp({ title, description, caption, keywords, latitude, longitude }: PhotoRecord): string {
  // A caption by a model is a description of its own where the file has none; beside one it comes after it.
  const described = [...new Set([description, caption])].filter((text) => text !== '').join('\n');
  const isPlaced = latitude !== undefined && longitude !== undefined;
  const properties = [
    title === '' ? '' : `<dc:title>${inAlt(title)}</dc:title>`,
    described === '' ? '' : `<dc:description>${inAlt(described)}</dc:description>`,
    keywords.length === 0 ? '' : `<dc:subject><rdf:Bag>${keywords.map(inItem).join('')}</rdf:Bag></dc:subject>`,
    isPlaced ? `<exif:GPSLatitude>${toDegrees(latitude, 'N', 'S')}</exif:GPSLatitude>` : '',
    isPlaced ? `<exif:GPSLongitude>${toDegrees(longitude, 'E', 'W')}</exif:GPSLongitude>` : '',
  ].filter((property) => property !== '');
  return [
    '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/">',
    ...properties,
    '</rdf:Description>',
    '</rdf:RDF>',
    '</x:xmpmeta>',
    '<?xpacket end="w"?>',
    '',
  ].join('\n');
}

function inAlt(text: string): string {
  return `<rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(text)}</rdf:li></rdf:Alt>`;
}

function inItem(text: string): string {
  return `<rdf:li>${escapeXml(text)}</rdf:li>`;
}

/** Text as content of an element: what XML 1.0 does not allow at all is left out. */
export function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // eslint-disable-next-line no-control-regex -- these are what is left out
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      // Else a reader makes a line break of it.
      .replaceAll('\r', '&#13;')
  );
}

/** Degrees and minutes as EXIF in XMP has them: `48,8.25N`. */
function toDegrees(value: number, positive: string, negative: string): string {
  // Rounded first: 59.9999999 minutes are one degree more.
  const minutes = Math.round(Math.abs(value) * 60 * 1e6) / 1e6;
  const degrees = Math.floor(minutes / 60);
  const rest = (minutes - degrees * 60).toFixed(6).replace(/\.?0+$/, '');
  return `${String(degrees)},${rest}${value < 0 ? negative : positive}`;
}

/**
 * Names of the sidecars, each once: `photo.jpg.xmp`, as darktable and digiKam expect beside a photo. Names come from
 * files and become names in an archive: no folder, no character that a file system refuses.
 */
export function sidecarNames(records: readonly Pick<PhotoRecord, 'name'>[]): readonly string[] {
  return safeNames(
    records.map(({ name }) => name),
    '.xmp',
  );
}

/** File names for an archive with an ending added, each once whatever its case. */
export function safeNames(names: readonly string[], ending: string): readonly string[] {
  const used = new Set<string>();
  return names.map((name) => {
    const safe = name
      .toWellFormed()
      // eslint-disable-next-line no-control-regex -- these are what is replaced
      .replace(/[\u0000-\u001F\u007F\\/:*?"<>|\u202A-\u202E\u2066-\u2069]/g, '_')
      .replace(/^[.\s]+|[.\s]+$/g, '_')
      .slice(-180);
    const base = safe === '' ? '_' : safe;
    for (let copy = 1; ; copy += 1) {
      const unique = `${base}${copy === 1 ? '' : ` (${String(copy)})`}${ending}`;
      if (used.has(unique.toLowerCase())) continue;
      used.add(unique.toLowerCase());
      return unique;
    }
  });
}
