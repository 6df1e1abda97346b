import type { SpokenSegment, SpokenWord } from '../heard-speech.ts';
import type { WhisperTokenizer } from './whisper-tokenizer.ts';

/** Seconds of a step of timestamps, and of a position of the encoder. */
export const stepS = 0.02;

/** Options of {@link toSegments}. */
interface SegmentOptions {
  readonly language: string;
  readonly confidence: number;
  /** Length of the window in seconds: no time is later. */
  readonly lengthS: number;
  /** When each token ends, in seconds; undefined if words are not wanted. */
  readonly tokenEnds?: readonly number[] | undefined;
}

/** Text tokens between two timestamps. */
interface TokenRun {
  readonly startS: number;
  readonly endS: number;
  /** Tokens, and the index of the first one. */
  readonly tokens: readonly number[];
  readonly from: number;
}

/** Splits written tokens at their timestamps. Times lie in the window and never fall. */
export function toSegments(
  tokens: readonly number[],
  tokenizer: WhisperTokenizer,
  { language, confidence, lengthS, tokenEnds }: SegmentOptions,
): readonly SpokenSegment[] {
  const segments: SpokenSegment[] = [];
  let earliest = 0;
  for (const run of runsOf(tokens, tokenizer.ids, lengthS)) {
    const text = tokenizer.decode(run.tokens).trim();
    if (text === '') continue;
    const words = tokenEnds && spokenWords(run, tokenizer, tokenEnds, { language, earliest, lengthS });
    const startS = Math.min(Math.max(words?.[0]?.startS ?? run.startS, earliest), lengthS);
    const endS = Math.max(startS, Math.min(words?.at(-1)?.endS ?? run.endS, lengthS));
    segments.push({ text, startS, endS, language, confidence, ...(words === undefined ? {} : { words }) });
    earliest = endS;
  }
  return segments;
}

function runsOf(
  tokens: readonly number[],
  { firstTimestamp }: WhisperTokenizer['ids'],
  lengthS: number,
): readonly TokenRun[] {
  const runs: TokenRun[] = [];
  let startS: number | undefined;
  let from: number | undefined;
  const end = (at: number, endS: number): void => {
    if (from !== undefined) runs.push({ startS: startS ?? 0, endS, tokens: tokens.slice(from, at), from });
    [startS, from] = [undefined, undefined];
  };
  for (const [i, token] of tokens.entries()) {
    const timeS = (token - firstTimestamp) * stepS;
    if (timeS < 0) from ??= i;
    else if (from === undefined) startS = timeS;
    else end(i, timeS);
  }
  end(tokens.length, lengthS);
  return runs;
}

function spokenWords(
  { tokens, from }: TokenRun,
  tokenizer: WhisperTokenizer,
  ends: readonly number[],
  { language, earliest, lengthS }: { readonly language: string; readonly earliest: number; readonly lengthS: number },
): readonly SpokenWord[] {
  const endOf = (index: number): number => (index < 0 ? 0 : (ends[index] ?? ends.at(-1) ?? 0));
  const words = tokenizer.words(tokens, language).flatMap((word): SpokenWord[] => {
    const text = word.text.trim();
    if (text === '') return [];
    return [{ text, startS: endOf(from + word.from - 1), endS: endOf(from + word.to - 1) }];
  });
  return inOrder(words, earliest, lengthS);
}

/** Words one behind the other between two times, each at least a step long if there is room. */
export function inOrder(words: readonly SpokenWord[], earliest: number, latest: number): readonly SpokenWord[] {
  let time = earliest;
  const forward = words.map(({ text, startS, endS }) => {
    const start = Math.max(startS, time);
    time = Math.max(endS, start + stepS);
    return { text, startS: start, endS: time };
  });
  time = latest;
  return forward
    .toReversed()
    .map(({ text, startS, endS }) => {
      const end = Math.min(endS, time);
      time = Math.max(earliest, Math.min(startS, end - stepS));
      return { text, startS: time, endS: end };
    })
    .reverse()
    .filter(({ startS, endS }) => endS > startS);
}
