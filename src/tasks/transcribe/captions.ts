import type { SpokenSegment } from '../../families/heard-speech.ts';

type Caption = Pick<SpokenSegment, 'text' | 'startS' | 'endS'>;

/** WebVTT (https://www.w3.org/TR/webvtt1/). Markup in a text is shown as it is. */
export function toVtt(captions: readonly Caption[]): string {
  const cues = captions.map(({ text, startS, endS }) => {
    const shown = inOneLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    return `${clock(startS, '.')} --> ${clock(endAfter(startS, endS), '.')}\n${shown}\n`;
  });
  return ['WEBVTT\n', ...cues].join('\n');
}

/** SubRip. Its players take some HTML as markup, so angle brackets are replaced by similar characters. */
export function toSrt(captions: readonly Caption[]): string {
  const cues = captions.map(({ text, startS, endS }, i) => {
    const shown = inOneLine(text).replaceAll('<', '‹').replaceAll('>', '›');
    return `${String(i + 1)}\n${clock(startS, ',')} --> ${clock(endAfter(startS, endS), ',')}\n${shown}\n`;
  });
  return cues.join('\n');
}

/** A blank line would end the cue, and control characters break players. */
function inOneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ').trim();
}

/** A cue must end after its start. */
function endAfter(startS: number, endS: number): number {
  return Math.max(endS, startS + 0.001);
}

function clock(seconds: number, separator: '.' | ','): string {
  const ms = Math.round(seconds * 1000);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const rest = String(ms % 1000).padStart(3, '0');
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}${separator}${rest}`;
}
