import type { LoadProgress } from 'onsight';
import { formatBytes, formatDuration, joinFacts } from '../i18n/format.ts';
import type { Messages } from '../i18n/en.ts';

/** One line of progress: what is done, how much of it, and what else there is to say. */
export interface ProgressLine {
  readonly text: string;
  /** 0 to 1; undefined where nobody knows. */
  readonly share?: number;
  readonly note?: string;
}

/** Short text while a model loads: the bytes that are left while it downloads. */
export function toLoadText(progress: LoadProgress, { search: t }: Messages): string {
  const left = progress.phase === 'download' ? progress.totalBytes - progress.loadedBytes : 0;
  return left > 0 ? t.warmingDownload(formatBytes(left)) : t.warming;
}

/** The loading of a model as a line: bytes, speed and time left while it downloads. */
export function toLoadLine(progress: LoadProgress, { ingest: t }: Messages): ProgressLine {
  if (progress.phase !== 'download') return { text: t.initialising };
  const { loadedBytes, totalBytes, bytesPerSecond } = progress;
  const left = bytesPerSecond > 0 ? ((totalBytes - loadedBytes) / bytesPerSecond) * 1000 : 0;
  const parts = [t.bytes(formatBytes(loadedBytes), formatBytes(totalBytes))];
  if (bytesPerSecond > 0) parts.push(t.speed(formatBytes(bytesPerSecond)));
  if (left > 0) parts.push(t.left(formatDuration(left)));
  return { text: t.downloading, share: loadedBytes / Math.max(1, totalBytes), note: joinFacts(parts) };
}
