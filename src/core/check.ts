/** @throws RangeError unless `value` is an integer of at least `min` (and at most `max`) */
export function checkInteger(name: string, value: number, min: number, max: number = Number.MAX_SAFE_INTEGER): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  const range = max === Number.MAX_SAFE_INTEGER ? `>= ${String(min)}` : `from ${String(min)} to ${String(max)}`;
  const got = typeof value === 'number' ? String(value) : typeName(value);
  throw new RangeError(`Expected \`${name}\` to be an integer ${range}, got \`${got}\`.`);
}

/** @throws TypeError unless `value` is a non-blank string */
export function checkText(name: string, value: unknown): asserts value is string {
  if (typeof value === 'string' && value.trim() !== '') return;
  throw new TypeError(
    `Expected \`${name}\` to be a non-empty string, got \`${typeof value === 'string' ? value : typeName(value)}\`.`,
  );
}

/** @throws TypeError unless `value` is an object */
export function checkObject(name: string, value: unknown): asserts value is object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw new TypeError(`Expected \`${name}\` to be an object, got ${typeName(value)}.`);
}

/** @throws TypeError unless `value` is a function */
export function checkFunction(name: string, value: unknown): void {
  if (typeof value !== 'function')
    throw new TypeError(`Expected \`${name}\` to be a function, got ${typeName(value)}.`);
}

/** @throws TypeError unless `value` can be iterated and is not a string, whose characters are not meant */
export function checkIterable(name: string, value: unknown): asserts value is Iterable<unknown> {
  if (typeof value === 'object' && value !== null && Symbol.iterator in value) return;
  throw new TypeError(`Expected \`${name}\` to be an array or another iterable, got ${typeName(value)}.`);
}

/** Type of a value, for messages: as `typeof` says, or `null`, `an array`. */
export function typeName(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value;
}

interface Buffers {
  readonly ArrayBuffer: ArrayBuffer;
  readonly Float32Array: Float32Array;
}

/** Whether a value is a buffer of that kind, also one of another frame or of the realm around jsdom. */
export function isBuffer<K extends keyof Buffers>(value: unknown, name: K): value is Buffers[K] {
  return Object.prototype.toString.call(value) === `[object ${name}]`;
}
