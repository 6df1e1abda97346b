/** Concatenated strings with random access. */
export interface TextBlock {
  /** End of each string in `units`. */
  readonly ends: Uint32Array<ArrayBuffer>;
  /** UTF-16 units, one byte each if all are below 256. Unpaired surrogates survive. */
  readonly units: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
}

/** Concatenates strings. */
export function encodeTexts(texts: readonly string[]): TextBlock {
  const ends = new Uint32Array(texts.length);
  let length = 0;
  let highest = 0;
  texts.forEach((text, i) => {
    for (let at = 0; at < text.length; at += 1) highest |= text.charCodeAt(at);
    length += text.length;
    ends[i] = length;
  });
  const units = highest < 256 ? new Uint8Array(length) : new Uint16Array(length);
  let target = 0;
  for (const text of texts) {
    for (let at = 0; at < text.length; at += 1) units[target++] = text.charCodeAt(at);
  }
  return { ends, units };
}

/** Most units per call, because engines limit the number of arguments. */
const mostUnits = 8_192;

/** The string at `index`. */
export function textAt({ ends, units }: TextBlock, index: number): string {
  const start = index === 0 ? 0 : (ends[index - 1] ?? 0);
  const end = ends[index] ?? start;
  if (end - start <= mostUnits) return String.fromCharCode.apply(null, asNumbers(units.subarray(start, end)));
  let text = '';
  for (let at = start; at < end; at += mostUnits) {
    text += String.fromCharCode.apply(null, asNumbers(units.subarray(at, Math.min(at + mostUnits, end))));
  }
  return text;
}

/** `apply` accepts any array-like object; its type only allows arrays. */
function asNumbers(units: ArrayLike<number>): number[] {
  return units as number[];
}
