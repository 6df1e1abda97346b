import { originalOf } from '../../state/library/originals.ts';
import type { Photo } from '../../state/library/photo.ts';
import { sampleUrl } from '../../state/samples.ts';
import { readySession } from '../../state/session.ts';
import { saveFile, toZip } from './save-file.ts';
import { safeNames } from './xmp.ts';

const quality = 0.92;

/**
 * Files to pass on: redrawn, so that they hold no place, camera or other data of the originals. As large as the
 * originals where these are at hand in this visit, else the stored small images.
 */
export async function filesToShare(photos: readonly Photo[]): Promise<readonly File[]> {
  const { onsight, library } = await readySession();
  const names = safeNames(
    photos.map(({ name }) => name.replace(/\.[^.]+$/, '')),
    '.jpg',
  );
  const files: File[] = [];
  for (const [index, photo] of photos.entries()) {
    const original = await largestOf(photo);
    const source = original === undefined ? await library.thumbnail(photo.id) : await onsight.displayImage(original);
    if (source !== undefined) files.push(new File([await redraw(source)], names[index] ?? '', { type: 'image/jpeg' }));
  }
  return files;
}

async function largestOf(photo: Photo): Promise<Blob | undefined> {
  const original = originalOf(photo);
  if (original !== undefined || photo.credit === undefined) return original;
  const response = await fetch(sampleUrl(photo.name)).catch(() => undefined);
  return response?.ok === true ? response.blob() : undefined;
}

/** The pixels alone, as JPEG. */
async function redraw(source: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(source);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d');
  if (context !== null) {
    // JPEG has no transparency, and black would show through.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, bitmap.width, bitmap.height);
    context.drawImage(bitmap, 0, 0);
  }
  bitmap.close();
  return canvas.convertToBlob({ type: 'image/jpeg', quality });
}

/** Whether this browser passes files on to other apps. */
export function canShareFiles(): boolean {
  // Absent in many browsers: https://w3c.github.io/web-share/
  const { canShare } = navigator as Partial<Pick<Navigator, 'canShare'>>;
  const sample = new File([''], 'photo.jpg', { type: 'image/jpeg' });
  return canShare?.call(navigator, { files: [sample] }) === true;
}

/** How sharing ended: `later` if the files took longer than the browser lets a click last, and another click is needed. */
export type Shared = 'shared' | 'cancelled' | 'later';

/** Hands files to the system's share sheet. */
export async function shareFiles(files: readonly File[], text: string): Promise<Shared> {
  try {
    await navigator.share({ files: [...files], ...(text === '' ? {} : { text }) });
    return 'shared';
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    if (error.name === 'AbortError') return 'cancelled';
    if (error.name === 'NotAllowedError') return 'later';
    throw error;
  }
}

/** Saves the files: one as it is, several in an archive. */
export async function saveFiles(files: readonly File[]): Promise<void> {
  const [first] = files;
  if (files.length === 1 && first !== undefined) {
    saveFile(first.name, first);
    return;
  }
  const bytes = await Promise.all(
    files.map(async (file) => [file.name, new Uint8Array(await file.arrayBuffer())] as const),
  );
  saveFile('onsight-photos.zip', await toZip(new Map(bytes)));
}
