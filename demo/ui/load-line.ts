import type { LoadProgress } from 'onsight';
import { formatBytes, formatDuration, joinFacts } from '../i18n/format.ts';
import type { Messages } from '../i18n/en.ts';
import type { Work } from './use-time-left.ts';

/** One line of progress: what is done, how much of it, and what else there is to say. */
export interface ProgressLine {
  readonly text: string;
  /** 0 to 1; undefined if unknown. */
  readonly share?: number;
  readonly note?: string;
}

/** Short text while a model loads: the bytes that are left while it downloads. */
export function toLoadText(progress: LoadProgress, { search: t }: Messages): string {
  const left = progress.phase === 'download' ? progress.totalBytes - progress.loadedBytes : 0;
  return left > 0 ? t.warmingDownload(formatBytes(left)) : t.warming;
}

/** The bytes that a model downloads; undefined in other phases. */
export function toDownload(progress: LoadProgress | undefined): Work | undefined {
  if (progress?.phase !== 'download') return undefined;
  return { done: progress.loadedBytes, total: progress.totalBytes };
}

/** The loading of a model as a line: bytes, speed and, once it is known, time left while it downloads. */
export function toLoadLine(progress: LoadProgress, { ingest: t }: Messages, leftMs?: number): ProgressLine {
  if (progress.phase !== 'download') return { text: t.initialising };
  const { loadedBytes, totalBytes, bytesPerSecond } = progress;
  const parts = [t.bytes(formatBytes(loadedBytes), formatBytes(totalBytes))];
  if (bytesPerSecond > 0) parts.push(t.speed(formatBytes(bytesPerSecond)));
  if (leftMs !== undefined) parts.push(t.left(formatDuration(leftMs)));
  return { text: t.downloading, share: loadedBytes / Math.max(1, totalBytes), note: joinFacts(parts) };
}
