import type { SpokenSegment, SpokenWord } from '../heard-speech.ts';
import type { SpeechWindow } from './speech-windows.ts';

/** Models put times up to this into a pause; further in they are wrong. */
const toleranceS = 1;

/**
 * Segments of a transcribed window on the clock of its file. Times that are far inside a pause move to the speech beside
 * it, because models are vague about pauses.
 */
export function onSpeech(
  segments: readonly SpokenSegment[],
  { startS, spans }: SpeechWindow,
): readonly SpokenSegment[] {
  const toFile = ({ text, ...times }: SpokenWord): SpokenWord => {
    const own = { startS: startS + times.startS, endS: startS + times.endS };
    const heard = spans.filter((span) => span.startS < own.endS && span.endS > own.startS);
    const [first] = heard;
    const last = heard.at(-1);
    if (first !== undefined && first.startS - own.startS > toleranceS) own.startS = first.startS;
    if (last !== undefined && own.endS - last.endS > toleranceS) own.endS = last.endS;
    return { text, startS: toMilliseconds(own.startS), endS: toMilliseconds(own.endS) };
  };
  return segments.map(({ language, confidence, words, ...segment }) => {
    const spoken = words?.map(toFile);
    const own = toFile(segment);
    const startOfWords = spoken?.[0]?.startS ?? own.startS;
    const endOfWords = spoken?.at(-1)?.endS ?? own.endS;
    return { ...own, startS: startOfWords, endS: endOfWords, language, confidence, ...(spoken && { words: spoken }) };
  });
}

/** Without the noise of sums. */
function toMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
