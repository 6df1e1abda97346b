import type { Quad } from '../math/geometry/quad.ts';
import type { Metadata } from '../store/contract/item.ts';
import type { PartPlace } from './part.ts';
import type { TimeRange } from './time-range.ts';

/**
 * Metadata fields that hold lines of text: `ocr` what is read in an item's image, `transcript` what is said in its
 * sound. Each is a list of texts; the same name with `At` is the list of their places, with `By` what read them.
 */
export const lineFields = ['ocr', 'transcript'] as const;

/** A line of text inside an item, and where it is. */
export interface PlacedLine {
  /** Metadata field of the text, and its place in that list. */
  readonly field: (typeof lineFields)[number];
  readonly entry: number;
  /** As it was read or heard. */
  readonly text: string;
  /** Probability that it is right, 0 to 1. */
  readonly confidence: number;
  /** Of text in an image: corners in fractions of its upright width and height, see {@link TextLine.quad}. */
  readonly quad?: Quad | undefined;
  /** Of speech: when it is said. */
  readonly range?: TimeRange | undefined;
}

/** A line that has no item yet. */
export type NewLine = Omit<PlacedLine, 'field' | 'entry'>;

const microseconds = 1e6;
/** Corners are kept to a ten-thousandth of the image. */
const places = 1e4;

/**
 * Metadata that stores lines of text in an item, replacing those of the same field.
 *
 * @param by - model and version that read them
 */
export function toLineMetadata(field: PlacedLine['field'], lines: readonly NewLine[], by: string): Metadata {
  return {
    [field]: lines.map(({ text }) => text),
    [`${field}At`]: lines.map(encodePlace),
    [`${field}By`]: by,
  };
}

/** The lines of text that an item stores, in reading order, then in the order of time. */
export function linesOf({ metadata }: { readonly metadata: Metadata }): readonly PlacedLine[] {
  return lineFields.flatMap((field) => {
    const at = listOf(metadata[`${field}At`]);
    return listOf(metadata[field]).map((text, entry) => ({ field, entry, text, ...decodePlace(at[entry] ?? '') }));
  });
}

/** Place of a line as hits name it: the rectangle around it, or its time. */
export function toPartPlace({ field, quad, range }: PlacedLine, modality: string): PartPlace {
  if (field === 'transcript') return { kind: modality === 'video' ? 'video' : 'audio', range };
  if (quad === undefined) return { kind: 'image' };
  const xs = quad.map(([x]) => clamp(x));
  const ys = quad.map(([, y]) => clamp(y));
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { kind: 'image', region: { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y } };
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}

/** "97 q120,340,980,340,980,400,120,400" or "97 t1200000-2500000": confidence in percent, corners, microseconds. */
function encodePlace({ confidence, quad, range }: NewLine): string {
  const parts = [String(Math.round(100 * confidence))];
  if (quad !== undefined) parts.push(`q${quad.flatMap(([x, y]) => [toInt(x, places), toInt(y, places)]).join(',')}`);
  if (range !== undefined) parts.push(`t${toInt(range.startS, microseconds)}-${toInt(range.endS, microseconds)}`);
  return parts.join(' ');
}

function toInt(value: number, scale: number): number {
  return Math.round(value * scale);
}

/** Reads what {@link encodePlace} wrote; parts that a later version may add are ignored. */
function decodePlace(place: string): Pick<PlacedLine, 'confidence' | 'quad' | 'range'> {
  const [percent = '', ...parts] = place.split(' ');
  const confidence = percent === '' || Number.isNaN(Number(percent)) ? 1 : Number(percent) / 100;
  const quad = toQuad(parts.find((part) => part.startsWith('q')));
  const range = /^t(\d+)-(\d+)$/.exec(parts.find((part) => part.startsWith('t')) ?? '');
  return {
    confidence,
    ...(quad === undefined ? {} : { quad }),
    ...(range === null
      ? {}
      : { range: { startS: Number(range[1]) / microseconds, endS: Number(range[2]) / microseconds } }),
  };
}

function toQuad(part: string | undefined): Quad | undefined {
  const [ax, ay, bx, by, cx, cy, dx, dy] = (part?.slice(1).split(',') ?? []).map((value) => Number(value) / places);
  if (ax === undefined || ay === undefined || bx === undefined || by === undefined) return undefined;
  if (cx === undefined || cy === undefined || dx === undefined || dy === undefined) return undefined;
  const quad: Quad = [
    [ax, ay],
    [bx, by],
    [cx, cy],
    [dx, dy],
  ];
  return quad.flat().every(Number.isFinite) ? quad : undefined;
}
