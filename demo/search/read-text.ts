import type { Onsight } from 'onsight';

/** The words of a text that the model reads, and those that it does not. */
export interface ReadText {
  readonly known: readonly string[];
  readonly unknown: readonly string[];
}

interface Reader {
  readonly readable?: (text: string, options: { readonly signal: AbortSignal }) => Promise<ReadText>;
}

/** Asks the model which words of a text it reads. */
export async function readText(onsight: Onsight & Reader, text: string, signal: AbortSignal): Promise<ReadText> {
  return (await onsight.readable?.(text, { signal })) ?? { known: [], unknown: [] };
}
