/** The Web Locks; absent in old browsers, on insecure pages and in Node, and null in happy-dom. */
export function lockManager(): LockManager | undefined {
  if (typeof navigator === 'undefined') return undefined;
  const { locks } = navigator as { readonly locks?: LockManager | null };
  return locks ?? undefined;
}
