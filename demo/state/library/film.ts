import type { Hit } from 'onsight';

/** A video, as far as the page shows it. */
export interface Film {
  readonly durationS: number;
  /** Second at which the moment begins that a search found; only on results. */
  readonly startS: number | undefined;
  /** Container and codec of a track that could not be decoded. */
  readonly unsupported: string | undefined;
}

/** The video of an item; undefined for anything else. */
export function toFilm({
  modality,
  metadata,
  part,
}: Pick<Hit, 'modality' | 'metadata'> & Partial<Pick<Hit, 'part'>>): Film | undefined {
  if (modality !== 'video') return undefined;
  const { durationS, unsupported } = metadata;
  return {
    durationS: typeof durationS === 'number' && durationS > 0 ? durationS : 0,
    startS: part !== undefined && 'range' in part ? part.range?.startS : undefined,
    unsupported: typeof unsupported === 'string' ? unsupported : undefined,
  };
}

/** A time in a film: `0:07`, `1:02:03`. */
export function formatTime(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const parts = hours > 0 ? [String(hours), String(minutes).padStart(2, '0')] : [String(minutes)];
  return [...parts, String(whole % 60).padStart(2, '0')].join(':');
}
