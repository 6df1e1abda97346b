import type { IngestItem } from '../../library/ingest/ingest.ts';
import { isImageInput, toImageSource } from '../../sample/image-input.ts';
import type { ItemInput, ParsedSample, Part } from '../../sample/input.ts';
import { embedParts, type CustomModality, type ModalitySources } from '../../sample/modality.ts';
import type { CustomPart, ReadablePart } from '../../sample/part.ts';
import { toSampleInput } from '../../sample/to-input.ts';

/** One item; with fields of custom modalities, too. */
type ItemOf<M extends readonly CustomModality[]> =
  ItemInput | (Omit<Extract<ItemInput, { readonly image?: unknown }>, 'parts'> & ModalitySources<M>);

/** One item, or many. */
export type ItemInputs<M extends readonly CustomModality[] = readonly []> =
  ItemOf<M> | Iterable<ItemOf<M>> | AsyncIterable<ItemOf<M>>;

/** Dependencies of {@link toIngestItems}. */
interface IngestDeps {
  readonly modalities: readonly CustomModality[];
  readonly signal: AbortSignal | undefined;
}

/**
 * Converts the input of `library.add` to items that can cross to the worker; custom parts are read and embedded here.
 *
 * @throws TypeError, RangeError for anything else, naming the item; `signal.reason` if the call is aborted while it
 * reads an async iterable; and what an encoder throws
 */
export async function toIngestItems(
  given: ItemInputs,
  { modalities, signal }: IngestDeps,
): Promise<readonly IngestItem[]> {
  const names = modalities.map(({ name }) => name);
  const samples: ParsedSample[] = [];
  // `for await` over a sync iterable would only parse its first item at once.
  if (isAsyncIterable(given)) {
    for await (const item of given) {
      signal?.throwIfAborted();
      samples.push(parse(item, samples.length, names));
    }
  } else if (isMany(given)) for (const item of given) samples.push(parse(item, samples.length, names));
  else samples.push(toSampleInput(given, names));
  const custom = samples.flatMap(({ parts }) => parts.filter((part) => isCustom(part)));
  const embedded = custom.length === 0 ? undefined : await embedParts(custom, modalities, { signal });
  return Promise.all(samples.map((sample) => toIngestItem(sample, embedded)));
}

function isCustom(part: Part): part is CustomPart {
  return part.kind.startsWith('custom:');
}

function parse(item: unknown, index: number, names: readonly string[]): ParsedSample {
  try {
    return toSampleInput(item, names);
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const message = `Item ${String(index)}: ${cause.message}`;
    throw cause instanceof RangeError ? new RangeError(message, { cause }) : new TypeError(message, { cause });
  }
}

type EmbeddedParts = Awaited<ReturnType<typeof embedParts>>;

async function toIngestItem(
  { parts, metadata, name, embedding }: ParsedSample,
  embedded: EmbeddedParts | undefined,
): Promise<IngestItem> {
  return {
    parts: await Promise.all(parts.map((part) => toReadable(part, embedded))),
    ...(metadata === undefined ? {} : { metadata }),
    ...(name === undefined ? {} : { name }),
    ...(embedding === undefined ? {} : { embedding }),
  };
}

async function toReadable(part: Part, embedded: EmbeddedParts | undefined): Promise<ReadablePart> {
  if (part.kind === 'image') return { ...part, source: await toImageSource(part.source) };
  if (!isCustom(part)) return part;
  return embedded?.get(part) ?? { kind: part.kind, reason: 'it was not read' };
}

/** True for a list; a text is one item. */
function isMany(given: ItemInput | Iterable<ItemInput>): given is Exclude<Iterable<ItemInput>, string> {
  return typeof given === 'object' && !isImageInput(given) && Symbol.iterator in given;
}

function isAsyncIterable(given: unknown): given is AsyncIterable<ItemInput> {
  return typeof given === 'object' && given !== null && Symbol.asyncIterator in given;
}
