/**
 * Copies data that a caller may still change: arrays, plain objects, dates, typed arrays and buffers, however deeply
 * nested. Anything else (files, bitmaps, functions, class instances with their own tag) is passed through.
 *
 * @example
 * ```ts
 * const filter = copyData({ takenAt: { gte: date } }); // `date.setTime()` no longer changes it
 * ```
 */
export function copyData<T>(data: T): T {
  return copyNested(data, new Map()) as T; // a copy has the type of its original
}

/** `copies` maps originals to copies, so that cyclic objects terminate. */
function copyNested(value: unknown, copies: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) {
    const list: unknown[] = [];
    copies.set(value, list);
    for (const entry of value as readonly unknown[]) list.push(copyNested(entry, copies));
    return list;
  }
  if (tagOf(value) !== 'Object') return copyLeaf(value);
  const copy: Record<string, unknown> = {};
  copies.set(value, copy);
  for (const [key, entry] of Object.entries(value)) {
    // Assigning `__proto__` would not create a field of that name.
    Object.defineProperty(copy, key, { ...fieldRules, value: copyNested(entry, copies) });
  }
  return copy;
}

/** Copies one value that contains no others: a date, a typed array, a buffer. Anything else is passed through. */
export function copyLeaf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return copyView(value);
  const tag = tagOf(value);
  if (tag === 'Date') return new Date((value as Date).getTime()); // the tag says so, also across realms
  return tag === 'ArrayBuffer' ? (value as ArrayBuffer).slice(0) : value;
}

function copyView(view: ArrayBufferView): ArrayBufferView {
  // Every view but a DataView has `slice`.
  return view instanceof DataView
    ? new DataView(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength))
    : (view as Uint8Array).slice();
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

const fieldRules = { enumerable: true, configurable: true, writable: true } as const;
