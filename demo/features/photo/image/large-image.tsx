import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useCaption } from '../../../state/library/captions.ts';
import { useThumbnail } from '../../../state/library/use-thumbnail.ts';
import { sampleUrl } from '../../../state/samples.ts';
import { useOriginal } from '../../../state/library/originals.ts';
import type { Photo } from '../../../state/library/photo.ts';
import { readySession } from '../../../state/session.ts';
import { captionInWords } from '../../../state/library/caption-form.ts';
import { TextLayer } from '../text/text-layer.tsx';
import { SpotlightCanvas } from './spotlight-canvas.tsx';
import type { Zoom } from './zoom.ts';

/** The photo, and how it is zoomed. */
interface LargeImageProps {
  readonly photo: Photo;
  readonly zoom: Zoom;
}

/** A photo as large as it is at hand: the chosen file in its visit, a sample's file, else the stored small image. */
export function LargeImage({ photo, zoom }: LargeImageProps): JSX.Element | null {
  const thumbnail = useThumbnail(photo.id);
  const [original, setOriginal] = useState<string>();
  // An image that failed to load: a sample without a network, or a moved file.
  const [broken, setBroken] = useState<string>();
  const known = useOriginal(photo);
  const file = known.status === 'open' ? known.file : undefined;
  useEffect(() => {
    const leaving = new AbortController();
    let url: string | undefined;
    setOriginal(undefined);
    if (file !== undefined) {
      void displayed(file, leaving.signal).then((shown) => {
        if (leaving.signal.aborted) return;
        url = URL.createObjectURL(shown);
        setOriginal(url);
      });
    }
    return () => {
      leaving.abort();
      if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [photo.id, file]);
  const large = original ?? (photo.credit === undefined ? undefined : sampleUrl(photo.name));
  const url = large === broken ? thumbnail : (large ?? thumbnail);
  const image = useRef<HTMLImageElement>(null);
  const caption = useCaption(photo.id);
  if (url === undefined) return null;
  return (
    <div
      class={zoom.scale > 1 ? 'picture picture--zoomed' : 'picture'}
      style={{ transform: `translate(${String(zoom.x)}px, ${String(zoom.y)}px) scale(${String(zoom.scale)})` }}
    >
      <img
        ref={image}
        src={url}
        alt={caption === undefined ? (photo.credit?.shows ?? photo.name) : captionInWords(caption)}
        width={photo.width}
        height={photo.height}
        draggable={false}
        onError={() => {
          setBroken(url);
        }}
      />
      <SpotlightCanvas image={image} />
      <TextLayer photo={photo} />
    </div>
  );
}

/** The file as the library reads it (upright, a raw file by its preview); as it is, where that cannot be told. */
async function displayed(file: Blob, signal: AbortSignal): Promise<Blob> {
  try {
    const { onsight } = await readySession(signal);
    return await onsight.displayImage(file, { signal });
  } catch {
    return file;
  }
}
