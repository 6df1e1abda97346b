import type { InferenceSession } from 'onnxruntime-web/webgpu';
import { elementsOf, type TensorMap } from './tensor-data.ts';

/**
 * Checks names, types and shapes of feeds against the graph's declaration before ORT sees them: a wrong feed inside ORT
 * is at best a cryptic number and at worst a dead runtime.
 *
 * @throws TypeError that names the session, the input and both shapes
 */
export function checkFeeds(
  session: string,
  declared: readonly InferenceSession.ValueMetadata[],
  feeds: TensorMap,
): void {
  for (const name of Object.keys(feeds))
    if (!declared.some((input) => input.name === name))
      throw new TypeError(`${session} has no input "${name}"; it takes ${declared.map((i) => i.name).join(', ')}.`);
  const symbols = new Map<string, number>();
  for (const input of declared) {
    const feed = feeds[input.name];
    if (feed === undefined) throw new TypeError(`${session} needs the input "${input.name}".`);
    if (!input.isTensor || input.type !== feed.type)
      throw new TypeError(
        `${session} takes "${input.name}" as ${input.isTensor ? input.type : 'no tensor'}, got ${feed.type}.`,
      );
    if (!fits(input.shape, feed.dims, symbols))
      throw new TypeError(
        `${session} takes "${input.name}" of shape [${input.shape.join(', ')}], got [${feed.dims.join(', ')}].`,
      );
    if (elementsOf(feed.dims) !== feed.data.length)
      throw new TypeError(
        `"${input.name}" of shape [${feed.dims.join(', ')}] holds ${String(feed.data.length)} values.`,
      );
  }
}

/** Numbers must be equal; a symbol like "batch" takes any size, but the same one in every input that is not empty. */
function fits(declared: readonly (number | string)[], dims: readonly number[], symbols: Map<string, number>): boolean {
  if (declared.length !== dims.length) return false;
  return declared.every((want, axis) => {
    const size = dims[axis];
    if (size === undefined || !Number.isInteger(size) || size < 0) return false;
    if (typeof want === 'number') return want === size;
    const bound = symbols.get(want);
    // Empty caches of keys and values, of a length that the first step computes.
    if (size === 0) return true;
    // An anonymous dimension has no symbol to bind.
    if (want !== '' && bound === undefined) symbols.set(want, size);
    return want === '' || bound === undefined || bound === size;
  });
}
