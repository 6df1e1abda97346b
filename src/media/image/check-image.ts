import { unreadable, unsupported } from '../read-error.ts';
import { sniffBytes, sniffMedia, type MediaKind } from '../sniff-media.ts';
import { reasonOf, type OnsightError } from '../../core/errors.ts';
import { fileProblem } from '../../core/file-problem.ts';

/**
 * Checks by a file's first bytes whether it is an image that can be decoded. Ignores its name and declared type. Reads
 * 4 kB, so that a folder of other files costs almost nothing.
 *
 * @throws OnsightError `image-unreadable` if the file is not an image, is empty or cannot be opened;
 *   `unsupported-media` for formats that this browser does not decode
 */
export async function checkImage(file: Blob, name: string): Promise<MediaKind> {
  const kind = sniffHead(await readHead(file, name, sniffBytes), name);
  if (kind.support === 'maybe' && kind.mime !== 'image/tiff' && !(await mayDecode(kind.mime))) {
    throw unsupported(name, kind);
  }
  return kind;
}

/** Returns the first `length` bytes. @throws OnsightError `image-unreadable` if the file is empty or unreadable */
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

/** Format of an image. @throws OnsightError if it is not an image or its format is not supported */
export function sniffHead(head: Uint8Array, name: string): MediaKind {
  const kind = sniffMedia(head);
  if (kind === undefined) throw unreadable(name, 'not-an-image', 'its content is not a known image format');
  if (kind.support === 'never' || kind.support === 'other') throw unsupported(name, kind);
  return kind;
}

/** False only if the browser reports that it cannot decode a type; some types cannot be queried. */
export async function mayDecode(mime: string): Promise<boolean> {
  return !('ImageDecoder' in globalThis) || (await ImageDecoder.isTypeSupported(mime));
}

/** Error for a file whose bytes cannot be read. */
function toReadError(name: string, cause: unknown): OnsightError<'image-unreadable'> {
  return unreadable(name, fileProblem(cause) ?? 'locked', `the file cannot be read (${reasonOf(cause)})`, cause);
}
