/**
 * Makes a change of the page after which photos glide to their new places; at once where motion is unwanted or the
 * browser cannot. Resolves once the change is made.
 */
export async function glide(change: () => void): Promise<void> {
  // Not in every browser: https://drafts.csswg.org/css-view-transitions-1/
  const { startViewTransition } = document as Partial<Pick<Document, 'startViewTransition'>>;
  const isStill = document.visibilityState === 'hidden' || matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (startViewTransition === undefined || isStill) {
    change();
    return;
  }
  const { updateCallbackDone, ready, finished } = startViewTransition.call(document, async () => {
    change();
    // Preact renders in a microtask, and what its effects change follows.
    await new Promise((resolve) => {
      setTimeout(resolve);
    });
  });
  // Another transition may take the place of this one: the change is made all the same.
  for (const step of [ready, finished]) step.catch(() => undefined);
  await updateCallbackDone;
}

/** Name by which a photo is recognised on both sides of a change. */
export function glideName(id: string): string {
  return `photo-${id.replace(/[^\w-]/g, '_')}`;
}
