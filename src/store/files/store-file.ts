import { OnsightError } from '../../core/errors.ts';
import type { Modality } from '../contract/item.ts';
import { checksum } from '../../math/checksum.ts';
import { unpackArrays, type PackedArray } from '../format/packed-arrays.ts';

// A file is 8 bytes of magic, then frames. A frame is its length in bytes and the xxHash32 of its bytes, both
// little-endian u32, then the bytes in the layout of `packed-arrays.ts`. See docs/store.md.
const magic = 'ONSIGHT1';
const frameHead = 8;

/** Facts about the collection; the first frame. */
interface FileHeader {
  readonly kind: 'header';
  readonly dims: number;
  readonly metric: string;
  readonly model: string;
  readonly rows: number;
}

/** Description of a frame. */
type FrameAbout =
  | FileHeader
  /** Arrays: mean, codes, scales, errors, residuals, their errors, and the rows (`row-block.ts`). */
  | { readonly kind: 'segment'; readonly rows: number; readonly model?: string; readonly modality?: Modality }
  /** Arrays: the bytes of each thumbnail. */
  | { readonly kind: 'thumbnails'; readonly entries: readonly { readonly id: string; readonly type: string }[] }
  /** The last frame; a file without it is truncated. */
  | { readonly kind: 'end' };

/** A decoded frame. */
export interface Frame {
  readonly about: FrameAbout;
  readonly arrays: readonly PackedArray[];
}

/** Start of a file. */
export function fileStart(): BlobPart {
  return magic;
}

/** Parts of a file that form a frame. */
export function frameParts(bytes: ArrayBuffer): readonly BlobPart[] {
  return [Uint32Array.of(bytes.byteLength, checksum(bytes)), bytes];
}

/** True if a file starts with our magic. */
export async function isStoreFile(file: Blob): Promise<boolean> {
  return (await file.slice(0, magic.length).text()) === magic;
}

/**
 * Yields the frames of a file, one at a time in memory. @throws OnsightError `import-failed` if the file is damaged or
 * truncated
 */
export async function* readFrames(file: Blob, store: string): AsyncGenerator<Frame & { readonly endsAt: number }> {
  const fail = (reason: string): OnsightError => new OnsightError('import-failed', { store, reason });
  for (let at = magic.length; at < file.size;) {
    const head = new Uint32Array(await padded(file.slice(at, at + frameHead)));
    const [length = 0, expected = 0] = head;
    const start = at + frameHead;
    if (start + length > file.size || length === 0) throw fail('the file is truncated');
    const bytes = await file.slice(start, start + length).arrayBuffer();
    if (length % 4 !== 0 || checksum(bytes) !== expected) throw fail(`the file is damaged at byte ${start}`);
    const { about, arrays } = unpackArrays(bytes);
    at = start + length;
    yield { about: about as FrameAbout, arrays, endsAt: at }; // a checksum guards what a writer of ours wrote
  }
}

async function padded(part: Blob): Promise<ArrayBuffer> {
  const bytes = await part.arrayBuffer();
  return bytes.byteLength === frameHead ? bytes : new ArrayBuffer(frameHead);
}
