import type { AbortOptions } from '../../core/async/abort.ts';
import { mayDecode } from './check-image.ts';
import { decodeImage } from './decode-image.ts';
import { readWebpOrientation } from './image-header.ts';
import { prepareImage } from './prepare-image.ts';
import { unsupported } from '../read-error.ts';

// Full-size images are viewed closely, so they are encoded at higher quality than thumbnails.
const encoding = { type: 'image/jpeg', quality: 0.92 } as const;

/**
 * Returns a file that browsers show as {@link decodeImage} reads it: upright however its orientation is written, the
 * embedded JPEG of a camera raw file, a truncated JPEG without the missing rows. Returns the file itself if it is
 * already shown that way, animations included. Metadata may be dropped.
 *
 * @throws OnsightError as {@link decodeImage}
 */
export async function toDisplayImage(
  file: Blob,
  { name = 'image', signal }: AbortOptions & { readonly name?: string } = {},
): Promise<Blob> {
  const { blob, kind, header } = await prepareImage(file, name);
  if (kind.support === 'maybe' && !(await mayDecode(kind.mime))) throw unsupported(name, kind);
  signal?.throwIfAborted();
  const isTurned =
    kind.mime === 'image/webp'
      ? (await readWebpOrientation(file)) !== 1
      : kind.mime === 'image/png' && header?.overlooked === true;
  if (!isTurned) return blob;
  const { pixels } = await decodeImage(file, { name, minSize: [fullSide, fullSide], signal });
  const canvas = new OffscreenCanvas(pixels.width, pixels.height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas context is available');
  context.putImageData(new ImageData(pixels.data, pixels.width, pixels.height), 0, 0);
  return canvas.convertToBlob(encoding);
}

/** Requests all pixels, up to the maximum kept per image. */
const fullSide = 65_535;
