import type { AbortOptions } from '../../core/async/abort.ts';
import { mayDecode } from './check-image.ts';
import { decodeImage } from './decode-image.ts';
import { readWebpOrientation } from './image-header.ts';
import { prepareImage } from './prepare-image.ts';
import { unsupported } from '../read-error.ts';

// A whole image is looked at closely, so it is encoded with more care than a thumbnail.
const encoding = { type: 'image/jpeg', quality: 0.92 } as const;

/**
 * A file that browsers show as {@link decodeImage} reads it: upright whatever way its orientation is written, a camera
 * raw file by its embedded JPEG, a JPEG that ends early without the rows that are missing. The file itself where it is
 * shown so already, animations included. Metadata may be left out.
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
  if (context === null) throw new Error('no canvas can be made');
  context.putImageData(new ImageData(pixels.data, pixels.width, pixels.height), 0, 0);
  return canvas.convertToBlob(encoding);
}

/** Asks for all pixels, up to those that are kept of any image. */
const fullSide = 65_535;
