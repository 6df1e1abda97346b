import { readHead } from '../image/check-image.ts';
import { sniffBytes, sniffMedia } from '../sniff-media.ts';
import type { ImageMetadata } from './image-metadata.ts';

/** What `assets/image-metadata.js` exports. */
interface MetadataModule {
  readonly readImageMetadata: (file: Blob, mime: string) => Promise<ImageMetadata>;
}

/**
 * What a file says about itself. The reader is a file of its own, loaded at the first image: whoever only searches
 * does not need it. Never rejects: without the reader, or of a damaged file, nothing is known.
 */
export async function loadMetadata(file: Blob, url: string): Promise<ImageMetadata> {
  try {
    const kind = sniffMedia(await readHead(file, '', sniffBytes));
    // The shape of our own entry; imports are kept by the browser, and those that failed are tried again.
    const module = (await import(/* @vite-ignore */ /* webpackIgnore: true */ url)) as MetadataModule;
    return kind === undefined ? {} : await module.readImageMetadata(file, kind.mime);
  } catch {
    return {};
  }
}
