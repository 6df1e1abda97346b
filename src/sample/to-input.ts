import { checkText } from '../core/check.ts';
import { copyData } from '../core/copy-data.ts';
import type { Metadata } from '../store/contract/item.ts';
import { isImageInput } from './image-input.ts';
import type { ItemRef, ParsedSample, Part } from './input.ts';
import { isKind } from './is-kind.ts';
import type { GivenEmbedding } from './part.ts';
import { checkRegion } from './region.ts';
import type { TimeRange } from './time-range.ts';

/** An {@link Input} in one shape. */
type ParsedInput = ItemRef | ParsedSample;

type Fields = Readonly<Record<string, unknown>>;

/** Parts of the short form of a sample, in the order in which they are taken. */
const shorthand = ['image', 'video', 'audio', 'text'] as const;

/**
 * Parses what a call accepts as content. Data that the caller may still change is copied; files and images are not.
 *
 * @param modalities - names of custom modalities that the short form of a sample may have as fields, after the others
 * @throws TypeError, RangeError for anything that is not an `Input`: the message names the field and what was given
 * @example `toInput({ text: 'a dog', image: file }) // { parts: [{ kind: 'image', … }, { kind: 'text', … }], … }`
 */
export function toInput(value: unknown, modalities: readonly string[] = []): ParsedInput {
  if (typeof value === 'string') return toSample([toTextPart(value)]);
  if (isImageInput(value)) return toSample([{ kind: 'image', source: value }]);
  if (Array.isArray(value)) return toSample(toParts(value));
  if (!isFields(value)) throw notAnInput(value);
  if ('kind' in value) return toSample([toPart(value)]);
  if ('item' in value) return toItemRef(value);
  if ('file' in value) return toNamedSample(value);
  return toSampleOf(value, modalities);
}

/** Parses content, where an item of a library is not accepted. @throws as {@link toInput} */
export function toSampleInput(value: unknown, modalities: readonly string[] = []): ParsedSample {
  const input = toInput(value, modalities);
  if ('item' in input) throw new TypeError('Expected content, got a reference to an item (`{ item }`).');
  return input;
}

function toSample(parts: readonly Part[]): ParsedSample {
  return { parts, metadata: undefined, name: undefined };
}

function toSampleOf(value: Fields, modalities: readonly string[]): ParsedSample {
  const known = 'parts' in value ? ['parts'] : [...shorthand, ...modalities];
  checkFields('a sample', value, [...known, 'metadata']);
  const parts =
    'parts' in value
      ? toParts(value['parts'])
      : [
          ...shorthand.flatMap((kind) => (value[kind] === undefined ? [] : [toShortPart(kind, value[kind])])),
          ...modalities.flatMap((name) => (value[name] === undefined ? [] : [toCustomPart(name, value[name])])),
        ];
  if (parts.length === 0) throw notAnInput(value);
  return { ...toSample(parts), metadata: toMetadata(value['metadata']) };
}

function toShortPart(kind: (typeof shorthand)[number], content: unknown): Part {
  return toPart(kind === 'text' ? { kind, text: content } : { kind, source: content });
}

/** Data is copied, because it is read later. */
function toCustomPart(name: string, source: unknown): Part {
  return { kind: `custom:${name}`, source: copyData(source) };
}

function toNamedSample(value: Fields): ParsedSample {
  checkFields('a file', value, ['file', 'name', 'metadata', 'embedding']);
  const { file, name, metadata, embedding } = value;
  if (!isKind(file, 'Blob', 'File'))
    throw new TypeError(`Expected \`file\` to be a File or Blob, got ${nameOf(file)}.`);
  if (name !== undefined && typeof name !== 'string')
    throw new TypeError(`Expected \`name\` to be a string, got ${nameOf(name)}.`);
  return {
    parts: [{ kind: 'image', source: file }],
    metadata: toMetadata(metadata),
    name,
    ...(embedding === undefined ? {} : { embedding: toEmbedding(embedding) }),
  };
}

function toEmbedding(value: unknown): GivenEmbedding {
  if (!isFields(value)) throw new TypeError(`Expected \`embedding\` to be an object, got ${nameOf(value)}.`);
  checkFields('an embedding', value, ['space', 'vector']);
  const { space, vector } = value;
  checkText('space', space);
  if (!isKind(vector, 'Float32Array'))
    throw new TypeError(`Expected \`vector\` to be a Float32Array, got ${nameOf(vector)}.`);
  return { space, vector: Float32Array.from(vector) };
}

function toItemRef(value: Fields): ItemRef {
  checkFields('an item', value, ['item', 'library']);
  const { item, library } = value;
  checkText('item', item);
  if (library === undefined) return { item };
  checkText('library', library);
  return { item, library };
}

function toParts(value: unknown): readonly Part[] {
  if (!Array.isArray(value)) throw new TypeError(`Expected \`parts\` to be an array, got ${nameOf(value)}.`);
  if (value.length === 0) throw new TypeError('Expected at least one part, got an empty array.');
  return Array.from(value as readonly unknown[], toPart);
}

function toPart(value: unknown): Part {
  if (!isFields(value) || typeof value['kind'] !== 'string')
    throw new TypeError(`Expected a part to be an object with a \`kind\`, got ${nameOf(value)}.`);
  const { kind } = value;
  if (kind === 'text') {
    checkFields('a text part', value, ['kind', 'text']);
    return toTextPart(value['text']);
  }
  if (kind === 'image') return toImagePart(value);
  if (kind === 'audio' || kind === 'video') return toTimedPart(kind, value);
  if (kind.startsWith('custom:') && kind.length > 'custom:'.length) {
    checkFields('a custom part', value, ['kind', 'source']);
    return toCustomPart(kind.slice('custom:'.length), value['source']);
  }
  throw new TypeError(`Expected \`kind\` to be 'text', 'image', 'audio', 'video' or 'custom:…', got \`${kind}\`.`);
}

function toTextPart(text: unknown): Part {
  checkText('text', text);
  return { kind: 'text', text };
}

function toImagePart(value: Fields): Part {
  checkFields('an image part', value, ['kind', 'source', 'region']);
  const { source, region } = value;
  if (!isImageInput(source))
    throw new TypeError(
      `Expected \`image\` to be a Blob, File, ImageBitmap, ImageData, <img> or canvas, got ${nameOf(source)}. For a URL, fetch it and pass the blob.`,
    );
  if (region === undefined) return { kind: 'image', source };
  checkRegion(region);
  const { x, y, width, height } = region;
  return { kind: 'image', source, region: { x, y, width, height } };
}

function toTimedPart(kind: 'audio' | 'video', value: Fields): Part {
  checkFields(`${kind} part`, value, ['kind', 'source', 'range']);
  const { source, range } = value;
  if (!isKind(source, 'Blob', 'File'))
    throw new TypeError(`Expected \`${kind}\` to be a File or Blob, got ${nameOf(source)}.`);
  if (range === undefined) return { kind, source };
  checkTimeRange(range);
  const { startS, endS } = range;
  return { kind, source, range: { startS, endS } };
}

/** Copied; which values it may hold is the store's to check. */
function toMetadata(metadata: unknown): Metadata | undefined {
  if (metadata === undefined) return undefined;
  if (!isFields(metadata)) throw new TypeError(`Expected \`metadata\` to be an object, got ${nameOf(metadata)}.`);
  return copyData(metadata) as Metadata; // checked before it is stored
}

function checkFields(what: string, value: Fields, known: readonly string[]): void {
  const unknown = Object.keys(value).find((field) => !known.includes(field));
  if (unknown === undefined) return;
  throw new TypeError(
    `Expected ${what} to have only ${known.map((field) => `\`${field}\``).join(', ')}; got \`${unknown}\`.`,
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object Object]';
}

function notAnInput(value: unknown): TypeError {
  return new TypeError(
    `Expected a text, a file, an image, a part, or a sample with \`image\`, \`video\`, \`audio\` or \`text\`; got ${nameOf(value)}.`,
  );
}

/** A value for a message: its type, or its class. */
function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object') return `\`${typeof value}\``;
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  if (tag !== 'Object') return `a ${tag}`;
  const fields = Object.keys(value).slice(0, 5);
  return fields.length === 0
    ? 'an object without fields'
    : `an object with ${fields.map((field) => `\`${field}\``).join(', ')}`;
}

/** @throws TypeError if `range` is not an object of two numbers; RangeError if it is empty or starts below 0 */
function checkTimeRange(range: unknown): asserts range is TimeRange {
  const { startS, endS } = (range ?? {}) as Partial<Record<keyof TimeRange, unknown>>;
  if (typeof startS !== 'number' || typeof endS !== 'number')
    throw new TypeError('Expected `range` to be `{ startS, endS }` in seconds.');
  if (!(startS >= 0 && endS > startS && Number.isFinite(endS)))
    throw new RangeError(
      `Expected \`range\` to start at 0 or later and to end after its start, got ${String(startS)} to ${String(endS)}.`,
    );
}
