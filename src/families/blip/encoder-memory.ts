import type { LaneOptions } from '../../core/async/lane.ts';
import { floatsOf, type FloatTensor, type TensorData, type TensorMap } from '../../runtime/tensor-data.ts';
import type { OpenPart } from '../packs/pack-sessions.ts';

/** Cross-attention memory of a decoder: image states for a caption, a question's states for an answer. */
export interface EncoderMemory {
  /** Feeds of the decoder that are the same in every step. */
  readonly feeds: TensorMap;
  /** Keys and values of the cross-attention, `[memories, heads, states, width]`; none for a decoder without a cache. */
  readonly cross: readonly FloatTensor[];
  /** Number of memories: 1, or one per sequence. */
  readonly count: number;
  readonly bytes: number;
}

/** Number of layers of a part whose tensor names follow a pattern like `past.{l}.key`. */
export function countLayers(pattern: string, names: readonly string[]): number {
  let layers = 0;
  while (names.includes(layerName(pattern, layers))) layers += 1;
  return layers;
}

/** Name of the tensor of one layer. */
export function layerName(pattern: string, layer: number): string {
  return pattern.replace('{l}', String(layer));
}

/** Creates the memory of `states` `[memories, states, width]` for a decoder and, if it has a cache, its cross part. */
export async function makeMemory(
  decoder: OpenPart,
  cross: OpenPart | undefined,
  states: FloatTensor,
  options: LaneOptions = {},
): Promise<EncoderMemory> {
  const [count = 1, length = 0] = states.dims;
  const feeds: Record<string, TensorData> = {};
  if (decoder.takes('statesMask')) {
    const data = new BigInt64Array(count * length).fill(1n);
    const name = decoder.input('statesMask');
    // Some exports lack the batch dimension here.
    const isFlat = decoder.session.inputs.find((input) => input.name === name)?.shape.length === 1;
    feeds[name] = { type: 'int64', dims: isFlat ? [count * length] : [count, length], data };
  }
  if (cross === undefined) {
    feeds[decoder.input('states')] = states;
    return { feeds, cross: [], count, bytes: states.data.byteLength };
  }
  const outputs = await cross.session.run({ [cross.input('states')]: states }, options);
  const tensors: FloatTensor[] = [];
  for (const [from, to] of [
    ['key', 'crossKey'],
    ['value', 'crossValue'],
  ] as const) {
    const given = cross.output(from);
    const taken = decoder.input(to);
    for (let layer = 0; layer < countLayers(given, cross.session.outputNames); layer += 1) {
      const tensor = floatsOf(outputs, layerName(given, layer));
      feeds[layerName(taken, layer)] = tensor;
      tensors.push(tensor);
    }
  }
  return { feeds, cross: tensors, count, bytes: tensors.reduce((sum, { data }) => sum + data.byteLength, 0) };
}
