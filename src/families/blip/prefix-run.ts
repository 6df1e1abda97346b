import type { RunOptions } from '../../runtime/model-session.ts';
import { floatsOf, type FloatTensor, type TensorData, type TensorMap } from '../../runtime/tensor-data.ts';
import type { OpenPart } from '../packs/pack-sessions.ts';
import type { DecoderStep } from '../../generation/decoder.ts';
import { countLayers, layerName, type EncoderMemory } from './encoder-memory.ts';
import { rowView } from '../../generation/search.ts';

/** Result of a decoder's run over whole sequences of one length. */
export interface PrefixRun {
  readonly outputs: TensorMap;
  /** `[sequences, tokens, vocabulary]`. */
  readonly logits: FloatTensor;
}

/** Runs whole sequences, all of one length, through a decoder with or without a cache. */
export async function runPrefix(
  part: OpenPart,
  memory: EncoderMemory,
  sequences: readonly (readonly number[])[],
  options: RunOptions & { readonly outputs: readonly string[] },
): Promise<PrefixRun> {
  const tokens = sequences[0]?.length ?? 0;
  const feeds: Record<string, TensorData> = { ...memory.feeds, ...tokenFeeds(part, sequences, tokens) };
  if (part.takes('pastKey')) {
    const [, heads = 0, , width = 0] = memory.cross[0]?.dims ?? [];
    const none: TensorData = { type: 'float32', dims: [sequences.length, heads, 0, width], data: new Float32Array(0) };
    for (const name of pastNames(part)) feeds[name] = none;
  }
  const outputs = await part.session.run(feeds, options);
  return { outputs, logits: floatsOf(outputs, part.output('logits')) };
}

/** Ids, and a mask of ones if the part takes one. */
export function tokenFeeds(part: OpenPart, sequences: readonly (readonly number[])[], tokens: number): TensorMap {
  const dims = [sequences.length, tokens];
  const ids: TensorData = { type: 'int64', dims, data: BigInt64Array.from(sequences.flat(), BigInt) };
  if (!part.takes('mask')) return { [part.input('ids')]: ids };
  const mask: TensorData = { type: 'int64', dims, data: new BigInt64Array(ids.data.length).fill(1n) };
  return { [part.input('ids')]: ids, [part.input('mask')]: mask };
}

/** The decoder's past inputs: the keys of all layers, then the values. */
export function pastNames(part: OpenPart): readonly string[] {
  return layerNames(part.input('pastKey'), part.input('pastValue'), part.session.inputNames);
}

/** The decoder's present outputs, in the order of {@link pastNames}. */
export function presentNames(part: OpenPart): readonly string[] {
  return layerNames(part.output('presentKey'), part.output('presentValue'), part.session.outputNames);
}

function layerNames(keys: string, values: string, names: readonly string[]): readonly string[] {
  return [keys, values].flatMap((pattern) =>
    Array.from({ length: countLayers(pattern, names) }, (_, layer) => layerName(pattern, layer)),
  );
}

/** Names of the outputs that each step needs. */
export function stepNames(part: OpenPart): readonly string[] {
  return [part.output('logits'), ...(part.gives('attention') ? [part.output('attention')] : [])];
}

/** Outputs for the newest token of each sequence. */
export function lastStep(part: OpenPart, { outputs, logits }: PrefixRun): DecoderStep {
  const [rows = 1, , vocabulary = 0] = logits.dims;
  return {
    rows,
    vocabulary,
    logits: lastOfEach(logits),
    attention: part.gives('attention') ? lastOfEach(floatsOf(outputs, part.output('attention'))) : undefined,
  };
}

/** The last `[width]` of each row of `[rows, tokens, width]`. */
function lastOfEach({ dims, data }: FloatTensor): Float32Array {
  const [rows = 1, tokens = 1, width = 0] = dims;
  if (tokens === 1) return data;
  const last = new Float32Array(rows * width);
  for (let row = 0; row < rows; row += 1) last.set(rowView(data, rows * tokens, (row + 1) * tokens - 1), row * width);
  return last;
}
