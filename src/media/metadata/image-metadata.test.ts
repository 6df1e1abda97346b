import { expect, test } from 'vitest';
import { toImageMetadata } from './image-metadata.ts';

const text = (value: string) => ({ value: [value], description: value });
const bag = (...values: readonly string[]) => ({ value: values.map((value) => ({ value, attributes: {} })) });

test.each([
  ['Canon', 'Canon EOS R5', 'Canon EOS R5'],
  ['NIKON CORPORATION', 'NIKON D70', 'NIKON D70'],
  ['Apple', 'iPhone 15', 'Apple iPhone 15'],
  ['samsung', 'SM-G991B', 'samsung SM-G991B'],
  ['FUJIFILM  \0\0junk', 'X-T1\0', 'FUJIFILM X-T1'],
])('names the camera %j, %j as %j', (make, model, camera) => {
  expect(toImageMetadata({ exif: { Make: text(make), Model: text(model) } })).toEqual({ camera });
});

test('merges keywords of all sources without duplicates, up to a limit', () => {
  const { keywords } = toImageMetadata({
    xmp: { subject: bag('dog', ' beach ', '') },
    iptc: { Keywords: [text('beach'), text('summer')] },
    exif: { XPKeywords: text('summer; 2019;') },
  });
  expect(keywords).toEqual(['dog', 'beach', 'summer', '2019']);
  const many = Array.from({ length: 50_000 }, (_, i) => `${'k'.repeat(500)}${i}`);
  const bounded = toImageMetadata({ xmp: { subject: bag(...many, ...many) }, iptc: { Keywords: many.map(text) } });
  expect(bounded.keywords?.length).toBeLessThanOrEqual(100);
  expect(Math.max(...(bounded.keywords ?? []).map((word) => word.length))).toBeLessThanOrEqual(128);
});

test('reads the names of people, each once', () => {
  expect(toImageMetadata({ xmp: { PersonInImage: bag('Ada', '李雷', 'Ada', ' ') } })).toEqual({
    people: ['Ada', '李雷'],
  });
});

test('reads the names of a place from XMP, else from IPTC, and derives none', () => {
  const iptc = {
    City: [text('Kyoto')],
    'Province/State': text('Kyoto-fu'),
    'Country/Primary Location Name': text('Japan'),
  };
  expect(toImageMetadata({ iptc })).toEqual({ city: 'Kyoto', region: 'Kyoto-fu', country: 'Japan' });
  expect(toImageMetadata({ iptc, xmp: { City: { value: '京都市' }, Country: { value: ' ' } } })).toMatchObject({
    city: '京都市',
    country: 'Japan',
  });
  const located = toImageMetadata({ gps: { Latitude: 48.8584, Longitude: 2.2945 } });
  expect(Object.keys(located)).toEqual(['latitude', 'longitude']);
});

test('ignores hostile and empty values, or truncates them', () => {
  const title = '\0\u0007'.padStart(3) + '<b>\ud800'.repeat(10_000);
  expect(toImageMetadata({ xmp: { title } }).title ?? '').toHaveLength(0);
  expect(toImageMetadata({ xmp: { description: '<script>'.repeat(10_000) } }).description?.length).toBe(5_000);
  const odd = { value: { toString: 1 }, description: 7 };
  expect(
    toImageMetadata({
      exif: {
        Make: odd,
        Model: [],
        DateTimeOriginal: text('0000:00:00 00:00:00'),
        Rating: odd,
        LensModel: text('----'),
      },
      iptc: { Keywords: null, 'Object Name': undefined },
      xmp: { Rating: { value: '-1' }, subject: 4, title: { value: [{}] } },
      gps: { Latitude: NaN, Longitude: 'x', Altitude: Infinity },
    }),
  ).toEqual({});
});

test.each([
  [{ Latitude: 0, Longitude: 0 }, {}],
  [{ Latitude: 91, Longitude: 10 }, {}],
  [
    { Latitude: -33.5, Longitude: 70.25, Altitude: 12.345 },
    { latitude: -33.5, longitude: 70.25, altitude: 12.35 },
  ],
])('reads the location %j', (gps, place) => {
  expect(toImageMetadata({ gps })).toEqual(place);
});

test.each([
  [{ xmp: { Rating: { value: '5' } } }, 5],
  [{ exif: { Rating: { value: 3 } } }, 3],
  [{ xmp: { RatingPercent: { value: '75' } } }, 4],
  [{ xmp: { Rating: { value: '99' } } }, undefined],
])('reads the rating in %j as %s', (groups, rating) => {
  expect(toImageMetadata(groups).rating).toBe(rating);
});

test('ignores descriptions written by cameras', () => {
  expect(toImageMetadata({ exif: { ImageDescription: text('OLYMPUS DIGITAL CAMERA         ') } })).toEqual({});
  expect(toImageMetadata({ exif: { ImageDescription: text('Our cat') } })).toEqual({ description: 'Our cat' });
});

test('uses the stated time zone, or derives it from the GPS time', () => {
  const exif = {
    DateTimeOriginal: text('2011:07:04 12:00:00'),
    GPSDateStamp: text('2011:07:04'),
    GPSTimeStamp: {
      value: [
        [3, 1],
        [0, 1],
        [5, 1],
      ],
    },
  };
  expect(toImageMetadata({ exif })).toEqual({ takenAt: new Date('2011-07-04T03:00:00Z'), takenZone: '+09:00' });
  const stated = toImageMetadata({ exif: { ...exif, OffsetTimeOriginal: text('+08:00') } });
  expect(stated.takenZone).toBe('+08:00');
});
