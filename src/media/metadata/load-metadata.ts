import { readHead } from '../image/check-image.ts';
import { sniffBytes, sniffMedia } from '../sniff-media.ts';
import type { ImageMetadata } from './image-metadata.ts';

/** Exports of `assets/image-metadata.js`. */
interface MetadataModule {
  readonly readImageMetadata: (file: Blob, mime: string) => Promise<ImageMetadata>;
}

/**
 * Reads a file's metadata. The reader is a separate bundle, loaded with the first image, so that searching does not
 * load it. Never rejects: returns an empty result if the reader is missing or the file is damaged.
 */
export async function loadMetadata(file: Blob, url: string): Promise<ImageMetadata> {
  try {
    const kind = sniffMedia(await readHead(file, '', sniffBytes));
    // The shape of our own entry. Browsers cache imports and retry failed ones.
    const module = (await import(/* @vite-ignore */ /* webpackIgnore: true */ url)) as MetadataModule;
    return kind === undefined ? {} : await module.readImageMetadata(file, kind.mime);
  } catch {
    return {};
  }
}
