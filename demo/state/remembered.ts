/** A string kept for the next visit, or undefined. Never throws: storage may be forbidden. */
export function recall(key: string): string | undefined {
  try {
    return localStorage.getItem(`onsight.${key}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a string for the next visit; `undefined` forgets it. */
export function remember(key: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(`onsight.${key}`);
    else localStorage.setItem(`onsight.${key}`, value);
  } catch {
    // Storage is full or forbidden: the choice then lasts as long as the page.
  }
}
