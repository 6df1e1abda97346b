// The library keeps a small picture of each photo. The file itself is at hand only in the visit in which it was chosen.
const files = new Map<string, Blob>();

/** Keeps the file of a photo for this visit. Only a reference is kept: the bytes stay on disk. */
export function keepOriginal(id: string, file: Blob): void {
  files.set(id, file);
}

/** The file of a photo, when it was chosen in this visit. */
export function originalOf(id: string): Blob | undefined {
  return files.get(id);
}
