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

/** All strings kept for the next visit whose keys start with `prefix`, by their keys. */
export function recallAll(prefix: string): ReadonlyMap<string, string> {
  try {
    const found = new Map<string, string>();
    for (let index = 0; index < localStorage.length; index += 1) {
      const key = localStorage.key(index)?.replace(/^onsight[.]/, '') ?? '';
      const value = key.startsWith(prefix) ? recall(key) : undefined;
      if (value !== undefined) found.set(key, value);
    }
    return found;
  } catch {
    return new Map();
  }
}
