let asked = false;

/**
 * Asks the browser, once a page, not to throw this origin's data away when the disk runs full. Only a page may ask,
 * not a worker. Not awaited: Firefox asks the visitor, and nothing here waits for the answer.
 */
export function askPersistence(): void {
  if (asked || !('storage' in navigator)) return;
  asked = true;
  void navigator.storage
    .persisted()
    .then((persisted) => persisted || navigator.storage.persist())
    .catch(() => undefined);
}
