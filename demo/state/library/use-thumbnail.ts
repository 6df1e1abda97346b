import { useEffect, useState } from 'preact/hooks';
import { holdThumbnail, releaseThumbnail, thumbnailUrl } from './thumbnail-urls.ts';

/** The address of a photo's thumbnail as long as the component shows it; undefined until it is loaded. */
export function useThumbnail(id: string): string | undefined {
  const [loaded, setLoaded] = useState<{ readonly id: string; readonly url: string | undefined }>();
  useEffect(() => {
    let isShown = true;
    void holdThumbnail(id).then((url) => {
      if (isShown) setLoaded({ id, url });
    });
    return () => {
      isShown = false;
      releaseThumbnail(id);
    };
  }, [id]);
  return loaded?.id === id ? loaded.url : thumbnailUrl(id);
}
