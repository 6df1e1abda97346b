import { raceAbort, type AbortOptions } from '../core/async/abort.ts';
import { checkInteger, checkText } from '../core/check.ts';
import { reasonOf } from '../core/errors.ts';
import type { Metadata, ModalitySpace } from '../store/contract/item.ts';
import { isKind } from './is-kind.ts';
import type { CustomPart, CustomVector, EmbeddedPart, UnreadablePart } from './part.ts';

/** A modality that is not built in: a reader and an encoder, which run on the page. See docs/extending.md. */
export interface CustomModality<Name extends string = string, Source = unknown, Content = unknown> {
  /** Field of samples and queries: `library.add({ sensor: … })`. Its parts are of the kind `custom:<name>`. */
  readonly name: Name;
  /** Encoder and its version. Vectors of different spaces are never compared. */
  readonly space: string;
  /** Length of the vectors, 2 to 4096. */
  readonly dims: number;
  /**
   * Reads one source. An item whose source it throws for is reported in `failed`.
   *
   * Items are told apart by their source: a file, bytes, a text, or data that JSON can hold.
   */
  read(source: Source, options: AbortOptions): Content | Promise<Content>;
  /** Embeds contents: a vector of `dims` finite numbers per content, in their order; not all zero. */
  encode(
    contents: readonly Content[],
    options: AbortOptions,
  ): readonly (Float32Array | readonly number[])[] | Promise<readonly (Float32Array | readonly number[])[]>;
  /** Facts about a content that filters can test. @defaultValue none */
  describe?(content: Content): Metadata;
}

/** Sources by the names of their modalities: fields of samples and queries. */
export type ModalitySources<M extends readonly CustomModality[]> = M extends readonly []
  ? never
  : { readonly [Each in M[number] as Each['name']]?: Parameters<Each['read']>[0] };

/** Fields that samples and queries have already. */
const taken: ReadonlySet<string> = new Set([
  ...['text', 'image', 'audio', 'video', 'metadata', 'parts', 'kind', 'file', 'name', 'source', 'library'],
  ...['item', 'weight', 'weights', 'like', 'unlike', 'custom'],
]);

/**
 * Defines a modality. Pass it to `createOnsight({ modalities })`.
 *
 * @throws TypeError, RangeError if the name is taken or not a word, or if a field is missing
 * @example
 * ```ts
 * const sensor = defineModality({
 *   name: 'sensor',
 *   space: 'spectrum/1',
 *   dims: 16,
 *   read: (series: readonly number[]) => series,
 *   encode: (all) => all.map((series) => spectrum(series, 16)),
 * });
 * ```
 */
export function defineModality<const Name extends string, Source, Content>(
  modality: CustomModality<Name, Source, Content>,
): CustomModality<Name, Source, Content> {
  const given: Readonly<Record<string, unknown>> = { ...modality };
  const { name, space, dims } = given;
  if (typeof name !== 'string' || !/^[a-z][\w-]*$/i.test(name) || taken.has(name))
    throw new TypeError(`Expected \`name\` of a modality to be a word that is not taken, got \`${String(name)}\`.`);
  checkText('space', space);
  checkInteger('dims', Number(dims), 2, 4_096);
  for (const field of ['read', 'encode'])
    if (typeof given[field] !== 'function')
      throw new TypeError(
        `Expected \`${field}\` of the modality \`${name}\` to be a function, got \`${typeof given[field]}\`.`,
      );
  return modality;
}

/** The modality of a part. @throws TypeError if it is not among those of the session */
function modalityOf(kind: CustomPart['kind'], modalities: readonly CustomModality[]): CustomModality {
  const found = modalities.find(({ name }) => kind === `custom:${name}`);
  if (found !== undefined) return found;
  const name = kind.slice('custom:'.length);
  throw new TypeError(`Unknown modality \`${name}\`. Pass it to \`createOnsight({ modalities: [${name}] })\`.`);
}

/** Contents that are embedded in one call. */
const encodedTogether = 32;

/**
 * Reads and embeds custom parts, those of each modality in batches.
 *
 * @throws TypeError for an unknown modality, or vectors of another shape; and what an encoder throws
 */
export async function embedParts(
  parts: readonly CustomPart[],
  modalities: readonly CustomModality[],
  options: AbortOptions,
): Promise<ReadonlyMap<CustomPart, EmbeddedPart | UnreadablePart>> {
  const embedded = new Map<CustomPart, EmbeddedPart | UnreadablePart>();
  for (const kind of new Set(parts.map((part) => part.kind))) {
    const modality = modalityOf(kind, modalities);
    const own = parts.filter((part) => part.kind === kind);
    for (let start = 0; start < own.length; start += encodedTogether)
      await embedBatch(modality, own.slice(start, start + encodedTogether), embedded, options);
  }
  return embedded;
}

/** Reads and embeds the source of a query. @throws what its modality throws */
export async function embedSource(
  { kind, source }: CustomPart,
  modalities: readonly CustomModality[],
  options: AbortOptions,
): Promise<CustomVector> {
  const modality = modalityOf(kind, modalities);
  const content = await raceAbort(Promise.resolve(modality.read(source, options)), options.signal);
  const [vector = new Float32Array()] = await encode(modality, [content], options);
  return { kind, space: spaceOf(modality), vector };
}

async function embedBatch(
  modality: CustomModality,
  parts: readonly CustomPart[],
  embedded: Map<CustomPart, EmbeddedPart | UnreadablePart>,
  options: AbortOptions,
): Promise<void> {
  const { signal } = options;
  const read: { readonly part: CustomPart; readonly key: Blob; readonly content: unknown }[] = [];
  for (const part of parts) {
    signal?.throwIfAborted();
    const key = toKey(part.source);
    try {
      read.push({ part, key, content: await raceAbort(Promise.resolve(modality.read(part.source, options)), signal) });
    } catch (error) {
      signal?.throwIfAborted();
      embedded.set(part, { kind: part.kind, reason: reasonOf(error) });
    }
  }
  if (read.length === 0) return;
  const contents = read.map(({ content }) => content);
  const vectors = await encode(modality, contents, options);
  read.forEach(({ part: { kind }, part, key, content }, i) => {
    const vector = vectors[i] ?? new Float32Array();
    embedded.set(part, { kind, key, vector, space: spaceOf(modality), metadata: modality.describe?.(content) ?? {} });
  });
}

/** @throws TypeError if the encoder returns anything but one vector per content */
async function encode(
  modality: CustomModality,
  contents: readonly unknown[],
  options: AbortOptions,
): Promise<readonly Float32Array[]> {
  const { name, dims } = modality;
  const vectors = await raceAbort(Promise.resolve(modality.encode(contents, options)), options.signal);
  options.signal?.throwIfAborted();
  const checked = Array.from(vectors, (vector) => Float32Array.from(vector));
  if (checked.length !== contents.length)
    throw new TypeError(
      `Expected the encoder of \`${name}\` to return ${String(contents.length)} vectors, got ${String(checked.length)}.`,
    );
  for (const vector of checked)
    if (vector.length !== dims || !vector.every(Number.isFinite) || !vector.some((value) => value !== 0))
      throw new TypeError(
        `Expected the encoder of \`${name}\` to return vectors of ${String(dims)} finite numbers, not all zero; got [${vector.slice(0, 4).join(', ')}${vector.length > 4 ? ', …' : ''}] of length ${String(vector.length)}.`,
      );
  return checked;
}

function spaceOf({ name, space, dims }: CustomModality): ModalitySpace {
  return { model: `custom:${name} ${space}`, dims };
}

/** Bytes that are equal for equal sources. @throws TypeError if a source is neither a file, bytes, a text nor JSON data */
function toKey(source: unknown): Blob {
  if (isKind(source, 'Blob', 'File')) return source;
  if (typeof source === 'string') return new Blob(['text\0', source]);
  if (source instanceof ArrayBuffer || isBytes(source)) return new Blob(['bytes\0', source]);
  // JSON has no others: `undefined` stands for nothing, and a map would look empty.
  const json = JSON.stringify(source, (_, value: unknown) => {
    if (ArrayBuffer.isView(value) && isBytes(value)) return Array.from(value as unknown as ArrayLike<number>);
    const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
    if (['Array', 'Object', 'Null', 'Number', 'String', 'Boolean'].includes(tag)) return value;
    throw new TypeError(`Expected a source to be a file, bytes, a text or data that JSON can hold, got a ${tag}.`);
  });
  return new Blob(['json\0', json]);
}

function isBytes(value: unknown): value is ArrayBufferView<ArrayBuffer> {
  return ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer;
}
