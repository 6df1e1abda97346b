import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTakenDate, toZone, zoneFromGps } from './taken-date.ts';

const iso = (text: string, zone?: string) => readTakenDate(text, zone)?.takenAt.toISOString();

describe('readTakenDate', () => {
  test.each([
    ['2011:07:04 12:00:00', '+09:00', '2011-07-04T03:00:00.000Z'],
    ['2011:07:04 12:00:00.25', 'Z', '2011-07-04T12:00:00.250Z'],
    ['2019-12-31T23:59:58-03:30', undefined, '2020-01-01T03:29:58.000Z'],
    ['2019-12-31T23:59Z', undefined, '2019-12-31T23:59:00.000Z'],
    ['20110704 120000+0900', undefined, '2011-07-04T03:00:00.000Z'],
    ['1839:08:19 00:00:00', 'Z', '1839-08-19T00:00:00.000Z'],
  ])('%s in %s', (text, zone, expected) => {
    expect(iso(text, zone)).toBe(expected);
  });

  test('interprets the wall clock in the zone of this device if none is known', () => {
    expect(readTakenDate('2011:07:04 12:00:00')).toEqual({ takenAt: new Date(2011, 6, 4, 12) });
    expect(readTakenDate('2011-07-04')).toEqual({ takenAt: new Date(2011, 6, 4) });
  });

  test.each([
    '0000:00:00 00:00:00',
    '    :  :     :  :  ',
    '2011:13:01 12:00:00',
    '2011:02:30 12:00:00',
    '2011:07:04 25:00:00',
    '2011:07:04 12:61:00',
    '9999:12:31 23:59:59',
    '1066:10:14 09:00:00',
    'yesterday',
    '',
  ])('rejects %j as a date', (text) => {
    expect(readTakenDate(text, 'Z')).toBeUndefined();
  });

  test('never throws and returns only valid dates', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.string({ maxLength: 8 }), (text, zone) => {
        const found = readTakenDate(text, zone);
        if (found !== undefined) expect(Number.isNaN(found.takenAt.getTime())).toBe(false);
      }),
    );
  });
});

test.each([
  ['+09:00', '+09:00'],
  ['-0330', '-03:30'],
  ['Z', '+00:00'],
  ['   :  ', undefined],
  ['+25:00', undefined],
  ['+05:75', undefined],
  [undefined, undefined],
])('reads the zone %j as %j', (text, zone) => {
  expect(toZone(text)).toBe(zone);
});

describe('zoneFromGps', () => {
  test.each([
    ['2011:07:04 12:00:00', '2011:07:04 03:00:20', 135, '+09:00'],
    ['2011:07:04 00:10:00', '2011:07:04 03:40:00', -52, '-03:30'],
    ['2011:07:04 12:00:00', '2011:07:04 12:00:00', undefined, '+00:00'],
    ['2011:07:04 12:00:00', '2011:07:04 02:52:00', 135, undefined],
    ['2011:07:04 12:00:00', '2011:07:04 03:00:00', -70, undefined],
    ['2011:07:04 12:00:00', '2011:07:06 03:00:00', 135, undefined],
  ])('derives the zone of %s with %s at %s degrees as %s', (wall, utc, longitude, zone) => {
    expect(zoneFromGps(wall, utc, longitude)).toBe(zone);
  });
});
