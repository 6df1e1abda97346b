import type { SpokenSegment } from '../heard-speech.ts';

/** A unit of up to this many tokens that is repeated so often is a loop that the model does not leave. */
const longestUnit = 8;
const mostRepeats = 8;

/** True if the end of the tokens is one unit again and again. */
export function isLoop(tokens: readonly number[]): boolean {
  for (let unit = 1; unit <= longestUnit; unit += 1) {
    const length = unit * mostRepeats;
    if (tokens.length < length) return false;
    const end = tokens.slice(-length);
    if (end.every((token, i) => token === end[i % unit])) return true;
  }
  return false;
}

/** A text of at least so many words that are all the same, or pairs of the same, is not speech. */
const fewestRepeated = 6;

/**
 * Segments without what Whisper writes when it understands nothing: a text that is one or two words again and again, and
 * a sentence that was already written twice in a row.
 */
export function credibleSegments(segments: readonly SpokenSegment[]): readonly SpokenSegment[] {
  const kept: SpokenSegment[] = [];
  for (const segment of segments) {
    const isThird = kept.length >= 2 && kept.slice(-2).every(({ text }) => text === segment.text);
    if (!isThird && !isRepetition(segment.text)) kept.push(segment);
  }
  return kept;
}

function isRepetition(text: string): boolean {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  // Languages without spaces: one word may be the whole text.
  const units = words.length === 1 ? Array.from(words[0]) : words;
  return [1, 2].some(
    (unit) => units.length >= fewestRepeated * unit && units.every((each, i) => each === units[i % unit]),
  );
}
