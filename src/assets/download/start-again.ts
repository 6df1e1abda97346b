import { OnsightError } from '../../core/errors.ts';

/** Received bytes belong to another version than the stored pieces, or ranges are unsupported: restart the download. */
export class StartAgain extends Error {
  readonly whole: boolean;

  constructor(reason: string, whole: boolean) {
    super(reason);
    this.whole = whole;
  }
}

/** Error for a file of the wrong size. */
export function sizeMismatch(file: string, expected: number, actual: number): OnsightError {
  return new OnsightError('integrity-mismatch', {
    file,
    expected: `${String(expected)} bytes`,
    actual: `${String(actual)} bytes`,
  });
}
