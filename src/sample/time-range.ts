/** A span of a sound or a video, in seconds from its start. */
export interface TimeRange {
  readonly startS: number;
  readonly endS: number;
}
