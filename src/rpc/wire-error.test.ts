import { expect, test } from 'vitest';
import { OnsightError } from '../core/errors.ts';
import { decodeError, encodeError } from './wire-error.ts';

const roundTrip = (error: unknown): unknown => decodeError(structuredClone(encodeError(error)), 'the reason');

test('an OnsightError keeps its code, details, message and cause', () => {
  const error = new OnsightError('quota-exceeded', { neededBytes: 7, availableBytes: 3 }, { cause: new Error('disk') });
  const far = roundTrip(error);
  expect(OnsightError.is(far, 'quota-exceeded')).toBe(true);
  expect(far).toMatchObject({ message: error.message, details: error.details, cause: 'disk' });
});

test('misuse keeps its class, an abort becomes the reason of the caller, anything else is internal', () => {
  expect(roundTrip(new RangeError('limit'))).toEqual(new RangeError('limit'));
  expect(roundTrip(new TypeError('text'))).toEqual(new TypeError('text'));
  expect(roundTrip(new DOMException('x', 'AbortError'))).toBe('the reason');
  expect(OnsightError.is(roundTrip(new Error('?')), 'internal')).toBe(true);
});
