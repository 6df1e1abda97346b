import { readTakenDate, toZone, zoneFromGps, type TakenDate } from './taken-date.ts';
import { fieldOf, firstText, numberOf, textsOf, type LooseTags } from './tag-text.ts';

/**
 * Metadata of an image file; fields are missing if unknown. All texts are untrusted, so they are bounded and cleaned.
 */
export interface ImageMetadata extends Partial<TakenDate> {
  /** Degrees, north positive. */
  readonly latitude?: number;
  /** Degrees, east positive. */
  readonly longitude?: number;
  /** Metres above sea level. */
  readonly altitude?: number;
  /** Names of the place as the file states them; never derived from coordinates. */
  readonly city?: string;
  /** State or province. */
  readonly region?: string;
  readonly country?: string;
  /** Make and model: 'Canon EOS R5', 'Apple iPhone 15'. */
  readonly camera?: string;
  readonly lens?: string;
  readonly title?: string;
  readonly description?: string;
  readonly keywords?: readonly string[];
  /** People that the file names. */
  readonly people?: readonly string[];
  /** 0 to 5. */
  readonly rating?: number;
  readonly author?: string;
  readonly copyright?: string;
}

/** Groups of tags as exifreader returns them. */
export interface TagGroups {
  readonly exif?: LooseTags | undefined;
  readonly iptc?: LooseTags | undefined;
  readonly xmp?: LooseTags | undefined;
  readonly gps?: LooseTags | undefined;
  /** Text chunks of PNG. */
  readonly pngText?: LooseTags | undefined;
}

const shortest = 200;
const longTitle = 500;
const longDescription = 5_000;
const maxKeywords = 100;
const longKeyword = 128;

/** Boilerplate that cameras write in place of a description. */
const cameraTexts =
  /^(?:olympus digital camera|sony dsc|dcim[\\/].*|samsung.*|default|minolta digital camera|exif_jpeg_picture|charset=.*|untitled|dav|hdr[\w ]*|oznor\w*|sdr|photo|---+|ascii)$/iu;

/** Merges the tags of EXIF, IPTC and XMP under fixed names. */
export function toImageMetadata({ exif = {}, iptc = {}, xmp = {}, gps = {}, pngText = {} }: TagGroups): ImageMetadata {
  const place = placeOf(gps, xmp);
  const described = firstText(longDescription, xmp['description'], iptc['Caption/Abstract'], pngText['Description']);
  const inExif = textsOf(exif['ImageDescription'], longDescription).find((text) => !cameraTexts.test(text));
  const comment = firstText(longDescription, exif['UserComment'], exif['XPComment']);
  return withoutUndefined({
    ...takenIn({ exif, iptc, xmp }, place.longitude),
    ...place,
    city: firstText(shortest, xmp['City'], iptc['City']),
    region: firstText(shortest, xmp['State'], iptc['Province/State']),
    country: firstText(shortest, xmp['Country'], iptc['Country/Primary Location Name']),
    camera: cameraOf(firstText(shortest, exif['Make'], xmp['Make']), firstText(shortest, exif['Model'], xmp['Model'])),
    lens: lensOf(exif, xmp),
    title: firstText(
      longTitle,
      xmp['title'],
      iptc['Object Name'],
      exif['XPTitle'],
      pngText['Title'],
      xmp['Headline'],
      iptc['Headline'],
    ),
    description: described ?? inExif ?? (comment === undefined || cameraTexts.test(comment) ? undefined : comment),
    keywords: keywordsOf(exif, iptc, xmp),
    people: distinct(textsOf(xmp['PersonInImage'], longKeyword)),
    rating: ratingOf(exif, xmp),
    author: firstText(shortest, xmp['creator'], iptc['By-line'], exif['Artist'], exif['XPAuthor'], pngText['Author']),
    copyright: firstText(longTitle, xmp['rights'], iptc['Copyright Notice'], exif['Copyright'], pngText['Copyright']),
  });
}

function withoutUndefined(fields: {
  readonly [K in keyof ImageMetadata]: ImageMetadata[K] | undefined;
}): ImageMetadata {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function takenIn({ exif = {}, iptc = {}, xmp = {} }: TagGroups, longitude: number | undefined): Partial<TakenDate> {
  const text = (tag: unknown): string | undefined => firstText(64, tag);
  const original = text(exif['DateTimeOriginal']);
  const digitized = text(exif['DateTimeDigitized']);
  const utc = gpsTime(exif);
  const fromGps = (wall: string): string | undefined =>
    utc === undefined ? undefined : zoneFromGps(wall, utc, longitude);
  const zone = (tag: unknown): string | undefined => toZone(text(tag)) ?? toZone(text(exif['OffsetTime']));
  const iptcDay = text(iptc['Date Created']);
  const iptcTime = text(iptc['Time Created']) ?? '';
  const xmpDates = ['DateTimeOriginal', 'DateCreated', 'CreateDate'].map((name) => text(xmp[name]));
  const read = (date: string | undefined, ofZone?: (date: string) => string | undefined): TakenDate | undefined =>
    date === undefined ? undefined : readTakenDate(date, ofZone?.(date));
  return (
    read(original, (date) => zone(exif['OffsetTimeOriginal']) ?? fromGps(date)) ??
    read(digitized, (date) => zone(exif['OffsetTimeDigitized']) ?? fromGps(date)) ??
    xmpDates.map((date) => read(date)).find((date) => date !== undefined) ??
    read(iptcDay === undefined ? undefined : `${iptcDay} ${iptcTime}`) ??
    {}
  );
}

/** Date and time of the GPS receiver (UTC) as one text. */
function gpsTime(exif: LooseTags): string | undefined {
  const day = firstText(64, exif['GPSDateStamp']);
  const value = fieldOf(exif['GPSTimeStamp'], 'value');
  if (day === undefined || !Array.isArray(value) || value.length !== 3) return undefined;
  const parts = value.map((part: unknown) => Math.floor(numberOf({ value: part }) ?? NaN));
  return parts.some(Number.isNaN)
    ? undefined
    : `${day} ${parts.map((part) => String(part).padStart(2, '0')).join(':')}`;
}

function placeOf(gps: LooseTags, xmp: LooseTags): Pick<ImageMetadata, 'latitude' | 'longitude' | 'altitude'> {
  const latitude = degrees(gps['Latitude'], 90) ?? degrees(xmpDegrees(xmp['GPSLatitude']), 90);
  const longitude = degrees(gps['Longitude'], 180) ?? degrees(xmpDegrees(xmp['GPSLongitude']), 180);
  // Receivers without a fix write zeros, and a photo exactly there, in the Gulf of Guinea, is unlikely.
  if (latitude === undefined || longitude === undefined || (latitude === 0 && longitude === 0)) return {};
  const altitude = gps['Altitude'];
  const isHeight = typeof altitude === 'number' && Math.abs(altitude) < 100_000;
  return { latitude, longitude, ...(isHeight ? { altitude: round(altitude, 2) } : {}) };
}

function degrees(value: unknown, most: number): number | undefined {
  return typeof value === 'number' && Math.abs(value) <= most ? round(value, 7) : undefined;
}

/** XMP writes '35,0.5N' (degrees, minutes) or '35,0,30N' (and seconds). */
function xmpDegrees(tag: unknown): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?(?:,(\d+(?:\.\d+)?))?\s*([NSEW])$/iu.exec(
    firstText(64, tag) ?? '',
  );
  if (match === null) return undefined;
  const [whole = 0, minutes = 0, seconds = 0] = match
    .slice(1, 4)
    .map((part) => Number((part as string | undefined) ?? 0));
  return (whole + minutes / 60 + seconds / 3600) * (/[SW]/iu.test(match[4] ?? '') ? -1 : 1);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function cameraOf(make: string | undefined, model: string | undefined): string | undefined {
  if (make === undefined || model === undefined) return model ?? make;
  const [brand = ''] = make.split(/[\s,]/u);
  return model.toLowerCase().startsWith(brand.toLowerCase()) ? model : `${make} ${model}`;
}

function lensOf(exif: LooseTags, xmp: LooseTags): string | undefined {
  const lenses = [exif['LensModel'], xmp['LensModel'], xmp['Lens']].flatMap((tag) => textsOf(tag, shortest));
  // "----" and "0.0 mm f/0.0" denote an unknown lens.
  return lenses.find((lens) => /\p{L}/u.test(lens) && !/^0(?:\.0)? ?mm/u.test(lens));
}

function keywordsOf(exif: LooseTags, iptc: LooseTags, xmp: LooseTags): readonly string[] | undefined {
  const listed = [xmp['subject'], iptc['Keywords']].flatMap((tag) => textsOf(tag, longKeyword));
  const joined = textsOf(exif['XPKeywords'], longDescription).flatMap((text) => text.split(';'));
  const all = [...listed, ...joined.map((text) => text.trim().slice(0, longKeyword))].filter((text) => text !== '');
  return distinct(all);
}

function distinct(texts: readonly string[]): readonly string[] | undefined {
  const all = [...new Set(texts)].slice(0, maxKeywords);
  return all.length === 0 ? undefined : all;
}

/** Stars by Microsoft's percentages. */
const starsByPercent: readonly (readonly [least: number, stars: number])[] = [
  [99, 5],
  [75, 4],
  [50, 3],
  [25, 2],
  [1, 1],
];

function ratingOf(exif: LooseTags, xmp: LooseTags): number | undefined {
  const rating = [xmp['Rating'], exif['Rating']].map((tag) => numberOf(tag)).find((value) => value !== undefined);
  if (rating !== undefined) return rating >= 0 && rating <= 5 ? rating : undefined;
  const percent = [xmp['RatingPercent'], exif['RatingPercent']]
    .map((tag) => numberOf(tag))
    .find((value) => value !== undefined);
  return percent === undefined ? undefined : starsByPercent.find(([least]) => percent >= least)?.[1];
}
