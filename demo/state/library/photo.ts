import type { Hit, LibraryItem } from 'onsight';
import { toRecording, type Recording } from './recording.ts';
import { matchedText, type MatchedText } from './matched-text.ts';

/** Author and subject of a sample photograph. */
export interface PhotoCredit {
  readonly shows: string;
  readonly author: string;
  readonly licence: string;
  readonly original: string;
}

/** A photo as the page shows it. Every text in it comes from files and is never trusted as markup. */
export interface Photo {
  readonly id: string;
  readonly name: string;
  /** Pixels; 4:3 is assumed where they are not known. */
  readonly width: number;
  readonly height: number;
  readonly bytes: number | undefined;
  readonly modifiedAt: Date | undefined;
  /** The instant at which it was taken, from its EXIF, IPTC or XMP. */
  readonly takenAt: Date | undefined;
  /** Offset of the clock of the camera, '+09:00'; undefined where the file does not give it. */
  readonly takenZone: string | undefined;
  readonly folder: string | undefined;
  readonly camera: string | undefined;
  readonly lens: string | undefined;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly keywords: readonly string[];
  /** Where it was taken, in signed degrees. */
  readonly position: { readonly latitude: number; readonly longitude: number } | undefined;
  /** True where the file ends early, so that part of the image is missing. */
  readonly isIncomplete: boolean;
  /** True for a camera raw file, which is shown by the preview inside it. */
  readonly isRawPreview: boolean;
  readonly credit: PhotoCredit | undefined;
  /** Only of videos and sounds. */
  readonly recording?: Recording;
  /** All that is stored about it. */
  readonly metadata: LibraryItem['metadata'];
  readonly addedAt: number;
  /** When the run that added it began, and its place in that run. */
  readonly run: number;
  readonly place: number;
  /** How well it answers the search, 0 to 1; only on results. */
  readonly relevance?: number;
  /** Lines of text in it that the search found, with their places; only on such results. */
  readonly lines?: Hit['lines'];
  /** The text that the search found it by; only on results that are there for their words. */
  readonly matched?: MatchedText;
}

/** The photo of a library item. Metadata may hold anything: what has another type than expected counts as unknown. */
export function toPhoto(item: LibraryItem & Partial<Pick<Hit, 'relevance' | 'highlights' | 'lines' | 'part'>>): Photo {
  const { metadata } = item;
  const text = (key: string): string | undefined => (typeof metadata[key] === 'string' ? metadata[key] : undefined);
  const size = (key: string): number | undefined => {
    const value = metadata[key];
    return typeof value === 'number' && value > 0 && Number.isFinite(value) ? value : undefined;
  };
  const date = (key: string): Date | undefined => (metadata[key] instanceof Date ? metadata[key] : undefined);
  const { keywords } = metadata;
  const width = size('width');
  const height = size('height');
  const matched = matchedText(item);
  const recording = toRecording(item);
  return {
    id: item.id,
    name: text('name') ?? item.id,
    width: width !== undefined && height !== undefined ? width : 4,
    height: width !== undefined && height !== undefined ? height : 3,
    bytes: size('bytes'),
    modifiedAt: date('modifiedAt'),
    takenAt: date('takenAt'),
    takenZone: text('takenZone'),
    folder: text('folder'),
    camera: text('camera'),
    lens: text('lens'),
    title: text('title'),
    description: text('description'),
    keywords: Array.isArray(keywords) ? keywords.filter((word): word is string => typeof word === 'string') : [],
    position: toPosition(metadata['latitude'], metadata['longitude']),
    isIncomplete: metadata['incomplete'] === true,
    isRawPreview: metadata['preview'] === 'embedded',
    credit: metadata['sample'] === true ? toCredit(text) : undefined,
    metadata,
    addedAt: item.addedAt,
    run: size('run') ?? item.addedAt,
    place: size('place') ?? 0,
    ...(item.relevance === undefined ? {} : { relevance: item.relevance }),
    ...(item.lines === undefined ? {} : { lines: item.lines }),
    ...(matched === undefined ? {} : { matched }),
    ...(recording === undefined ? {} : { recording }),
  };
}

function toPosition(latitude: unknown, longitude: unknown): Photo['position'] {
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return undefined;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined;
}

function toCredit(text: (key: string) => string | undefined): PhotoCredit {
  return {
    shows: text('shows') ?? '',
    author: text('author') ?? '',
    licence: text('licence') ?? '',
    original: text('original') ?? '',
  };
}

/** When a photo was taken, else when its file was last changed; undefined where neither is known. */
export function dateOf({ takenAt, modifiedAt }: Pick<Photo, 'takenAt' | 'modifiedAt'>): Date | undefined {
  return takenAt ?? modifiedAt;
}

const names = new Intl.Collator(undefined, { numeric: true });

/** Sort keys of the library. */
export type DatedPhoto = Pick<Photo, 'id' | 'name' | 'run' | 'place' | 'takenAt' | 'modifiedAt'>;

/** The order of the library: by date, newest first and unknown last, then by name with numbers as numbers. */
export function byDateTaken(a: DatedPhoto, b: DatedPhoto): number {
  const [first = -Infinity, second = -Infinity] = [a, b].map((photo) => dateOf(photo)?.getTime());
  if (first !== second) return first > second ? -1 : 1;
  return names.compare(a.name, b.name) || a.run - b.run || a.place - b.place || (a.id < b.id ? -1 : 1);
}
