import type { Onsight } from 'onsight';
import { samples } from 'virtual:samples';
import { sampleUrl } from '../samples.ts';
import { libraryPhotos } from './library-photos.ts';
import { byDateTaken, type DatedPhoto, type Photo } from './photo.ts';
import { observable, type WritableObservable } from 'onsight/state';

/** A photo that is about to be added: the grid keeps its place. */
export interface ExpectedPhoto extends DatedPhoto {
  readonly width: number;
  readonly height: number;
  /** Address of an image that is at hand already. */
  readonly preview?: string;
}

/** Of more files only so many are read ahead; the others get their places when they are added. */
const mostExpected = 1_000;

/** Photos of the current run that are not in the library yet, in the order of the page. */
export const expectedPhotos: WritableObservable<readonly ExpectedPhoto[]> = observable<readonly ExpectedPhoto[]>([]);

libraryPhotos.subscribe(() => {
  if (expectedPhotos.value.length > 0) expectedPhotos.set(stillExpected(expectedPhotos.value, knownPhotos()));
});

/** Counts the runs whose places were given up: what is read for one of them comes too late. */
let givenUp = 0;

/** Makes room for the sample photos of a run that are not in the library. */
export function expectSamples(run: number): void {
  const isKnown = knownFiles();
  expect(
    samples.flatMap(({ file, bytes, width, height }, index) => {
      if (isKnown(file, bytes)) return [];
      const place = index + 1;
      const preview = sampleUrl(file);
      return { id: '', name: file, run, place, width, height, preview, takenAt: undefined, modifiedAt: undefined };
    }),
  );
}

/**
 * Reads sizes and dates of a run's files and makes room for them. Files that are probably in the library, and those
 * whose size is not known, get none.
 */
export async function expectFiles(
  onsight: Onsight,
  files: readonly { readonly file: File }[],
  run: number,
  signal: AbortSignal,
): Promise<void> {
  const isKnown = knownFiles();
  const before = givenUp;
  const fresh = files
    .slice(0, mostExpected)
    .map(({ file }, index) => ({ file, place: index + 1 }))
    .filter(({ file }) => !isKnown(file.name, file.size));
  const infos = await onsight.imageInfo(
    fresh.map(({ file }) => file),
    { signal },
  );
  if (givenUp !== before) return;
  expect(
    fresh.flatMap(({ file, place }, index) => {
      const info = infos[index];
      if (info === undefined) return [];
      const { width, height, takenAt } = info;
      return { id: '', name: file.name, run, place, width, height, takenAt, modifiedAt: new Date(file.lastModified) };
    }),
  );
}

/** Gives up the places that are still kept. */
export function expectNothing(): void {
  givenUp += 1;
  if (expectedPhotos.value.length > 0) expectedPhotos.set([]);
}

/** Whether a file of a name and size is in the library: by its content it may be another one, but hardly ever is. */
function knownFiles(): (name: string, bytes: number) => boolean {
  const known = new Set(knownPhotos().map(({ name, bytes }) => `${String(bytes)} ${name}`));
  return (name, bytes) => known.has(`${String(bytes)} ${name}`);
}

function expect(photos: readonly ExpectedPhoto[]): void {
  expectedPhotos.set(stillExpected([...photos].sort(byDateTaken), knownPhotos()));
}

/**
 * Files are added in the order of their run: before one that is in the library, what is not there has failed or is a
 * duplicate.
 */
function stillExpected(
  expected: readonly ExpectedPhoto[],
  photos: readonly Pick<Photo, 'run' | 'place'>[],
): readonly ExpectedPhoto[] {
  const [first] = expected;
  if (first === undefined) return expected;
  const last = photos.reduce((place, photo) => (photo.run === first.run ? Math.max(place, photo.place) : place), 0);
  return last === 0 ? expected : expected.filter(({ place }) => place > last);
}

function knownPhotos(): readonly Photo[] {
  const { value } = libraryPhotos;
  return value.status === 'known' ? value.photos : [];
}
