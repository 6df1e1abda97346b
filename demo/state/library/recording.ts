import type { Hit } from 'onsight';

/** A video or a sound, as far as the page shows it. */
export interface Recording {
  readonly kind: 'video' | 'audio';
  readonly durationS: number;
  /** Second at which the moment begins that a search found; only on results. */
  readonly startS: number | undefined;
  /** Container and codec of a track that could not be decoded. */
  readonly unsupported: string | undefined;
  /** Loudness over time, one digit of base 36 per step; only of sounds. */
  readonly waveform: string | undefined;
  /** Names of the sounds in it, clearest first, in English. */
  readonly heard: readonly string[];
}

/** The recording of an item; undefined for anything else. */
export function toRecording({
  modality,
  metadata,
  part,
}: Pick<Hit, 'modality' | 'metadata'> & Partial<Pick<Hit, 'part'>>): Recording | undefined {
  if (modality !== 'video' && modality !== 'audio') return undefined;
  const { durationS, unsupported, waveform, sounds } = metadata;
  return {
    kind: modality,
    durationS: typeof durationS === 'number' && durationS > 0 ? durationS : 0,
    startS: part !== undefined && 'range' in part ? part.range?.startS : undefined,
    unsupported: typeof unsupported === 'string' ? unsupported : undefined,
    waveform: modality === 'audio' && typeof waveform === 'string' && waveform !== '' ? waveform : undefined,
    heard: Array.isArray(sounds) ? sounds.filter((tag): tag is string => typeof tag === 'string') : [],
  };
}

/** A time in a recording: `0:07`, `1:02:03`. */
export function formatTime(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const parts = hours > 0 ? [String(hours), String(minutes).padStart(2, '0')] : [String(minutes)];
  return [...parts, String(whole % 60).padStart(2, '0')].join(':');
}
