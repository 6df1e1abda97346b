import type { Photo } from './photo.ts';

// The library keeps a small picture of each photo. The file itself is at hand only in the visit in which it was chosen.
const files = new Map<string, Blob>();

/** Keeps the file of a photo for this visit, by its run and its place in it. Only a reference: the bytes stay on disk. */
export function keepOriginal(run: number, place: number, file: Blob): void {
  files.set(key({ run, place }), file);
}

/** The file of a photo, when it was chosen in this visit. */
export function originalOf(photo: Pick<Photo, 'run' | 'place'>): Blob | undefined {
  return files.get(key(photo));
}

function key({ run, place }: Pick<Photo, 'run' | 'place'>): string {
  return `${run} ${place}`;
}
