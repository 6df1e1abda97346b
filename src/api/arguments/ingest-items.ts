import type { IngestItem } from '../../library/ingest/ingest.ts';
import { isImageInput, toImageSource } from '../../sample/image-input.ts';
import type { ItemInput, ParsedSample, Part } from '../../sample/input.ts';
import type { ReadablePart } from '../../sample/part.ts';
import { toSampleInput } from '../../sample/to-input.ts';

/** One item, or many. */
export type ItemInputs = ItemInput | Iterable<ItemInput> | AsyncIterable<ItemInput>;

/**
 * Makes what `library.add` is given fit to cross to the worker.
 *
 * @throws TypeError, RangeError for anything else, with the number of the item; `signal.reason` where an async iterable
 * is read when the call is aborted
 */
export async function toIngestItems(
  given: ItemInputs,
  signal: AbortSignal | undefined,
): Promise<readonly IngestItem[]> {
  const samples: ParsedSample[] = [];
  // `for await` over a sync iterable would only parse its first item at once.
  if (isAsyncIterable(given)) {
    for await (const item of given) {
      signal?.throwIfAborted();
      samples.push(parse(item, samples.length));
    }
  } else if (isMany(given)) for (const item of given) samples.push(parse(item, samples.length));
  else samples.push(toSampleInput(given));
  return Promise.all(samples.map(toIngestItem));
}

function parse(item: unknown, index: number): ParsedSample {
  try {
    return toSampleInput(item);
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const message = `Item ${String(index)}: ${cause.message}`;
    throw cause instanceof RangeError ? new RangeError(message, { cause }) : new TypeError(message, { cause });
  }
}

async function toIngestItem({ parts, metadata, name, embedding }: ParsedSample): Promise<IngestItem> {
  return {
    parts: await Promise.all(parts.map(toReadable)),
    ...(metadata === undefined ? {} : { metadata }),
    ...(name === undefined ? {} : { name }),
    ...(embedding === undefined ? {} : { embedding }),
  };
}

async function toReadable(part: Part): Promise<ReadablePart> {
  return part.kind === 'image' ? { ...part, source: await toImageSource(part.source) } : part;
}

/** True for a list; a text is one item. */
function isMany(given: ItemInput | Iterable<ItemInput>): given is Exclude<Iterable<ItemInput>, string> {
  return typeof given === 'object' && !isImageInput(given) && Symbol.iterator in given;
}

function isAsyncIterable(given: unknown): given is AsyncIterable<ItemInput> {
  return typeof given === 'object' && given !== null && Symbol.asyncIterator in given;
}
