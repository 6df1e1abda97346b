import type { LaneOptions } from '../../core/async/lane.ts';
import { floatsOf, rowsOf, type TensorMap } from '../../runtime/tensor-data.ts';
import type { OpenPart } from './pack-sessions.ts';
import type { TokenBatch } from './text-tokenizer.ts';

/** Feeds: token ids, and their mask if the part takes one. */
export function toTokenFeeds(part: OpenPart, { ids, mask, tokens }: TokenBatch): TensorMap {
  const dims = [ids.length / tokens, tokens];
  const feeds: TensorMap = { [part.input('ids')]: { type: 'int64', dims, data: ids } };
  return part.takes('mask') ? { ...feeds, [part.input('mask')]: { type: 'int64', dims, data: mask } } : feeds;
}

/** One unit-length row of `dims` numbers per text of the batch. */
export async function embedTokens(
  part: OpenPart,
  batch: TokenBatch,
  options: LaneOptions,
): Promise<readonly Float32Array[]> {
  const embeds = part.output('embeds');
  const outputs = await part.session.run(toTokenFeeds(part, batch), { ...options, outputs: [embeds] });
  return rowsOf(floatsOf(outputs, embeds));
}
