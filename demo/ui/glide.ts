/**
 * Makes a change of the page after which photos (`data-glide`: their ids) glide to their new places; at once where
 * motion is unwanted or the browser cannot. Resolves once the change is made.
 */
export async function glide(change: () => void): Promise<void> {
  // Not in every browser: https://drafts.csswg.org/css-view-transitions-1/
  const { startViewTransition } = document as Partial<Pick<Document, 'startViewTransition'>>;
  const isStill = document.visibilityState === 'hidden' || matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (startViewTransition === undefined || isStill) {
    change();
    return;
  }
  const before = namePhotos();
  const { updateCallbackDone, ready, finished } = startViewTransition.call(document, async () => {
    change();
    // Preact renders in a microtask, and what its effects change follows.
    await new Promise((resolve) => {
      setTimeout(resolve);
    });
    unname(before);
    const after = namePhotos();
    const end = (): void => {
      unname(after);
    };
    finished.then(end, end);
  });
  // Another transition may take the place of this one: the change is made all the same.
  ready.catch(() => undefined);
  await updateCallbackDone;
}

/** Names the photos on the screen, by which the browser recognises them after the change. */
function namePhotos(): readonly HTMLElement[] {
  const photos = [...document.querySelectorAll<HTMLElement>('[data-glide]')].filter((photo) => {
    const { top, bottom } = photo.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  });
  for (const photo of photos) photo.style.viewTransitionName = `photo-${photo.dataset['glide'] ?? ''}`;
  return photos;
}

function unname(photos: readonly HTMLElement[]): void {
  for (const photo of photos) photo.style.viewTransitionName = '';
}
