/** Coverage of a collection by one embedding space. */
export interface SpaceCoverage {
  readonly space: number;
  readonly model: string;
  /** Live rows that have a vector in it, including those that were moved out of it. */
  readonly rows: number;
}
