import { OnsightError } from '../../core/errors.ts';
import { sourceBytes, type SourceTensor, type SourceType } from './source-tensor.ts';

/** Bytes before the header: its length as a little-endian uint64. */
export const lengthBytes = 8;

// Limit of the reference implementation (safetensors/src/tensor.rs, MAX_HEADER_SIZE).
const maxHeaderBytes = 100_000_000;

/** Types found beside weights in checkpoints (position ids, counters); graphs never use them. */
const otherBytes = new Map(
  Object.entries({
    ...{ C64: 8, I64: 8, U64: 8, I32: 4, U32: 4, I16: 2, U16: 2, I8: 1, U8: 1, BOOL: 1 },
    ...{ F8_E4M3: 1, F8_E5M2: 1, F8_E8M0: 1, F8_E4M3FNUZ: 1, F8_E5M2FNUZ: 1, F6_E2M3: 0.75, F6_E3M2: 0.75, F4: 0.5 },
  }),
);

/** A tensor as listed in a header; its type may not be a weight type. */
export type ListedTensor = Omit<SourceTensor, 'type'> & { readonly type: string };

/**
 * Length of the header, checked against the file before anything is allocated.
 *
 * @param head - the first 8 bytes of the file
 * @throws OnsightError `unsupported-format`
 */
export function headerLength(file: string, head: Uint8Array, fileBytes: number): number {
  if (head.byteLength < lengthBytes)
    throw refused(file, `it has ${head.byteLength} bytes, fewer than the length of a header`);
  // First word of a Git LFS pointer.
  if (new TextDecoder('latin1').decode(head.subarray(0, lengthBytes)) === 'version ')
    throw refused(file, 'it is a Git LFS pointer, not the file itself; run `git lfs pull`, or download the file');
  const length = new DataView(head.buffer, head.byteOffset).getBigUint64(0, true);
  if (length > BigInt(maxHeaderBytes))
    throw refused(file, `its header claims ${String(length)} bytes; safetensors allows at most ${maxHeaderBytes}`);
  if (length > BigInt(fileBytes - lengthBytes))
    throw refused(
      file,
      `its header claims ${String(length)} bytes, but the file has ${fileBytes}: it is cut off, or not a safetensors file`,
    );
  return Number(length);
}

/**
 * Parses the header of a safetensors file and checks that the tensors fill the rest of the file without gaps or
 * overlaps (https://huggingface.co/docs/safetensors, "Format").
 *
 * @param header - its JSON, `length` bytes from offset 8
 * @throws OnsightError `unsupported-format` that names the tensor
 */
export function parseHeader(file: string, header: Uint8Array, fileBytes: number): readonly ListedTensor[] {
  const text = decode(file, header);
  const entries = toEntries(file, text);
  const dataStart = lengthBytes + header.byteLength;
  const tensors = entries.map(([name, entry]) => toTensor(file, name, entry, dataStart));
  checkLayout(file, tensors, dataStart, fileBytes);
  return tensors;
}

/** True for types that weights are read from. */
export function isSourceType(type: string): type is SourceType {
  return Object.hasOwn(sourceBytes, type);
}

function decode(file: string, header: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(header);
  } catch (cause) {
    throw refused(file, 'its header is not UTF-8', cause);
  }
}

function toEntries(file: string, text: string): [string, unknown][] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw refused(file, 'its header is not JSON', cause);
  }
  if (!isRecord(json)) throw refused(file, 'its header is not a JSON object');
  const entries = Object.entries(json).filter(([name]) => name !== '__metadata__');
  checkDuplicates(file, text, entries);
  return entries;
}

/**
 * JSON.parse silently keeps the last of two equal names. Each tensor has one `data_offsets`, so counting finds
 * duplicates.
 */
function checkDuplicates(file: string, text: string, entries: readonly [string, unknown][]): void {
  const names = new Set<string>();
  let depth = 0;
  // Strings are skipped as a whole, so that braces and quotes inside names do not count.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (depth === 1 && token !== ':') {
      const name: unknown = JSON.parse(token);
      if (typeof name === 'string' && names.has(name)) throw refused(file, `it lists the tensor "${name}" twice`);
      names.add(String(name));
    }
  }
  names.delete('__metadata__');
  if (names.size !== entries.length) throw refused(file, 'its header lists something that is not a tensor');
}

function toTensor(file: string, name: string, entry: unknown, dataStart: number): ListedTensor {
  const bad = (reason: string): OnsightError => refused(file, `tensor "${name}" ${reason}`);
  if (!isRecord(entry)) throw bad('is not described by an object');
  const { dtype, shape, data_offsets: offsets } = entry;
  const itemBytes =
    typeof dtype !== 'string' ? undefined : isSourceType(dtype) ? sourceBytes[dtype] : otherBytes.get(dtype);
  if (typeof dtype !== 'string' || itemBytes === undefined) throw bad(`has the unknown dtype ${show(dtype)}`);
  if (!Array.isArray(shape) || !shape.every(isCount)) throw bad(`has the shape ${show(shape)}`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount))
    throw bad(`has the offsets ${show(offsets)}`);
  const [start = 0, end = 0] = offsets;
  const bytes = shape.reduce((product, size) => product * size, itemBytes);
  if (!Number.isSafeInteger(bytes) || end - start !== bytes)
    throw bad(`takes ${bytes} bytes by its shape, but ${end - start} by its offsets`);
  return { name, file, type: dtype, shape, start: dataStart + start, end: dataStart + end };
}

function checkLayout(file: string, tensors: readonly ListedTensor[], dataStart: number, fileBytes: number): void {
  let next = dataStart;
  for (const tensor of [...tensors].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (tensor.end > fileBytes)
      throw refused(
        file,
        `tensor "${tensor.name}" ends at byte ${tensor.end}, but the file has ${fileBytes}: it is cut off`,
      );
    if (tensor.start < next) throw refused(file, `tensor "${tensor.name}" overlaps another one`);
    if (tensor.start > next)
      throw refused(file, `there is a gap of ${tensor.start - next} bytes before tensor "${tensor.name}"`);
    next = tensor.end;
  }
  if (next !== fileBytes) throw refused(file, `${fileBytes - next} bytes follow its last tensor`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function show(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value).slice(0, 60);
}

function refused(file: string, reason: string, cause?: unknown): OnsightError {
  return new OnsightError('unsupported-format', { file, reason }, { cause });
}
