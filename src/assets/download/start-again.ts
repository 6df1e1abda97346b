import { OnsightError } from '../../core/errors.ts';

/** What came is not of the version that the stored pieces are of, or ranges cannot be had: start again. */
export class StartAgain extends Error {
  readonly whole: boolean;

  constructor(reason: string, whole: boolean) {
    super(reason);
    this.whole = whole;
  }
}

/** The error for a file of the wrong size. */
export function sizeMismatch(file: string, expected: number, actual: number): OnsightError {
  return new OnsightError('integrity-mismatch', {
    file,
    expected: `${String(expected)} bytes`,
    actual: `${String(actual)} bytes`,
  });
}
