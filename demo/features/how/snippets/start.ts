import { createOnsight, type Library, type Onsight } from 'onsight';

/** Opens a private library on this device. Models are downloaded when they are first needed. */
export async function openPhotos(): Promise<{ readonly onsight: Onsight; readonly library: Library }> {
  const onsight = await createOnsight();
  return { onsight, library: await onsight.openLibrary('photos') };
}
