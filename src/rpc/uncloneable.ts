/** An error of a message that cannot be cloned as a TypeError that names the value; any other error unchanged. */
export function toMisuse(error: unknown, params: unknown): unknown {
  if (!(error instanceof DOMException) || error.name !== 'DataCloneError') return error;
  const { path, value } = findUncloneable(params, []) ?? { path: [], value: params };
  const what = typeof value === 'object' ? Object.prototype.toString.call(value) : `a ${typeof value}`;
  const message = `Expected \`${path.join('.')}\` to be data that can be copied to a worker, got ${what}.`;
  return new TypeError(message, { cause: error });
}

interface Found {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** The innermost value that cannot be cloned; undefined if all can. */
function findUncloneable(value: unknown, path: readonly string[]): Found | undefined {
  if (isCloneable(value)) return undefined;
  if (typeof value === 'object' && value !== null)
    for (const [key, entry] of Object.entries(value)) {
      const found = findUncloneable(entry, [...path, key]);
      if (found !== undefined) return found;
    }
  return { path, value };
}

function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
