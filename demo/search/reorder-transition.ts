let running: ViewTransition | undefined;

/** Makes a change of the grid visible as a short movement of the photos, where the browser and the visitor like that. */
export function reorderWithTransition(change: () => void): void {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches || document.hidden;
  if (still || !('startViewTransition' in document)) {
    change();
    return;
  }
  running?.skipTransition();
  nameVisibleTiles();
  const transition = document.startViewTransition(async () => {
    change();
    // Views render in a microtask after the change; a new task comes after them.
    await new Promise((resolve) => setTimeout(resolve));
    nameVisibleTiles();
  });
  running = transition;
  // A transition that is skipped for a newer one rejects; the change itself has been made then.
  transition.ready.catch(() => undefined);
  transition.finished.then(
    () => {
      if (running === transition) clearNames();
    },
    () => undefined,
  );
}

/** Only what is on screen is named: each named element costs a snapshot. */
function nameVisibleTiles(): void {
  for (const tile of tiles()) {
    const { top, bottom } = tile.getBoundingClientRect();
    const isVisible = bottom > 0 && top < innerHeight;
    tile.style.viewTransitionName = isVisible ? `photo-${CSS.escape(tile.dataset['photo'] ?? '')}` : '';
  }
}

function clearNames(): void {
  for (const tile of tiles()) tile.style.viewTransitionName = '';
}

function tiles(): NodeListOf<HTMLElement> {
  return document.querySelectorAll<HTMLElement>('[data-photo]');
}
