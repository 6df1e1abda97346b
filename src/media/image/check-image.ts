import { toReadError, unreadable, unsupported } from '../read-error.ts';
import { sniffBytes, sniffMedia, type MediaKind } from '../sniff-media.ts';

/**
 * Tells from a file's first bytes whether it can be an image that is decoded here. Neither its name nor its declared
 * type counts. Reads 4 kB, so that a folder of other files costs next to nothing.
 *
 * @throws OnsightError `image-unreadable` for what is not an image, is empty or cannot be opened; `unsupported-media`
 * for kinds that this browser does not decode
 */
export async function checkImage(file: Blob, name: string): Promise<MediaKind> {
  const kind = sniffHead(await readHead(file, name, sniffBytes), name);
  if (kind.support === 'maybe' && kind.mime !== 'image/tiff' && !(await mayDecode(kind.mime))) {
    throw unsupported(name, kind);
  }
  return kind;
}

/** The first `length` bytes. @throws OnsightError `image-unreadable` when there are none or they cannot be read */
export async function readHead(file: Blob, name: string, length: number): Promise<Uint8Array<ArrayBuffer>> {
  let head: ArrayBuffer;
  try {
    head = await file.slice(0, length).arrayBuffer();
  } catch (cause) {
    throw toReadError(name, cause);
  }
  if (head.byteLength === 0) throw unreadable(name, 'empty', 'the file is empty');
  return new Uint8Array(head);
}

/** The kind of an image. @throws OnsightError for what is not an image, or is of a kind that is not decoded */
export function sniffHead(head: Uint8Array, name: string): MediaKind {
  const kind = sniffMedia(head);
  if (kind === undefined) throw unreadable(name, 'not-an-image', 'its content is of no known image format');
  if (kind.support === 'never' || kind.support === 'other') throw unsupported(name, kind);
  return kind;
}

/** False only where the browser says that it does not decode a type; some cannot be asked. */
export async function mayDecode(mime: string): Promise<boolean> {
  return !('ImageDecoder' in globalThis) || (await ImageDecoder.isTypeSupported(mime));
}
