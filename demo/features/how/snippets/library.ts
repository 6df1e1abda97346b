import type { Library } from 'onsight';

/** Adds photos, then shows the best matches for some words; those below the model's line are faded. */
export async function showMatches(library: Library, files: readonly File[], text: string, grid: HTMLElement) {
  await library.add(files);
  const hits = await library.search({ text }, { limit: 24 });
  const images = hits.map(({ thumbnail, metadata, relevance = 0 }) => {
    const image = new Image();
    if (thumbnail !== undefined) image.src = URL.createObjectURL(thumbnail);
    image.alt = String(metadata['caption'] ?? metadata['name']);
    image.style.opacity = relevance < 0.5 ? '0.5' : '1';
    return image;
  });
  grid.replaceChildren(...images);
}
