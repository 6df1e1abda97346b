const size = 128;

/** Variance of the Laplacian of an image's luminance: the sharper, the larger; 0 where it cannot be read. */
export async function sharpnessOf(image: Blob | undefined): Promise<number> {
  if (image === undefined) return 0;
  try {
    const bitmap = await createImageBitmap(image, { resizeWidth: size, resizeHeight: size });
    const context = new OffscreenCanvas(size, size).getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    bitmap.close();
    const pixels = context?.getImageData(0, 0, size, size).data ?? new Uint8ClampedArray();
    return laplacianVariance(pixels);
  } catch {
    return 0;
  }
}

function laplacianVariance(pixels: Uint8ClampedArray): number {
  const at = (x: number, y: number): number => {
    const start = 4 * (y * size + x);
    return 0.299 * (pixels[start] ?? 0) + 0.587 * (pixels[start + 1] ?? 0) + 0.114 * (pixels[start + 2] ?? 0);
  };
  let sum = 0;
  let squares = 0;
  for (let y = 1; y < size - 1; y += 1) {
    for (let x = 1; x < size - 1; x += 1) {
      const value = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) - 4 * at(x, y);
      sum += value;
      squares += value * value;
    }
  }
  const count = (size - 2) ** 2;
  return squares / count - (sum / count) ** 2;
}
