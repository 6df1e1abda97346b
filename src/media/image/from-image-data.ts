import type { Pixels } from './pixels.ts';

/** Converts an `ImageData` to sRGB pixels on white. */
export async function fromImageData(image: ImageData): Promise<Pixels> {
  const { width, height, data } = image;
  if (image.colorSpace === 'srgb' && data instanceof Uint8ClampedArray) {
    return { width, height, data: onWhite(data) };
  }
  // The browser converts other colour spaces and depths (display-p3, float16).
  const bitmap = await createImageBitmap(image, { premultiplyAlpha: 'none' });
  try {
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('no canvas context is available');
    context.drawImage(bitmap, 0, 0);
    return { width, height, data: onWhite(context.getImageData(0, 0, width, height).data) };
  } finally {
    bitmap.close();
  }
}

function onWhite(data: Uint8ClampedArray): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(data);
  for (let at = 3; at < out.length; at += 4) {
    const alpha = out[at] ?? 255;
    if (alpha === 255) continue;
    for (let channel = at - 3; channel < at; channel++) {
      out[channel] = 255 - ((255 - (out[channel] ?? 255)) * alpha) / 255;
    }
    out[at] = 255;
  }
  return out;
}
