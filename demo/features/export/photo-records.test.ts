import { expect, test } from 'vitest';
import { toPhoto } from '../../state/library/photo.ts';
import { toCsv, toRecords } from './photo-records.ts';

const photo = toPhoto({
  id: 'a',
  addedAt: 0,
  modality: 'image',
  metadata: {
    name: '=HYPERLINK("x").jpg',
    folder: 'a, b',
    takenAt: new Date(Date.UTC(2024, 4, 10)),
    keywords: ['sea', 'sand'],
    latitude: 48.1,
    longitude: 11.5,
  },
});

test('exports captions and facts, and no place unasked', () => {
  const records = toRecords([photo], new Map([['a', { text: 'a red crab' }]]));
  expect(records).toMatchObject([
    { caption: 'a red crab', date: '2024-05-10T00:00:00.000Z', keywords: ['sea', 'sand'] },
  ]);
  expect(JSON.stringify(records)).not.toMatch(/48[.]1|11[.]5/);
});

test('exports the place where it is asked for', () => {
  const records = toRecords([photo], new Map(), { withPlace: true });
  expect(records).toMatchObject([{ latitude: 48.1, longitude: 11.5 }]);
  expect(toCsv(records).split('\r\n')[0]).toMatch(/,camera,latitude,longitude$/);
  expect(toCsv(records)).toContain(',48.1,11.5\r\n');
});

test('quotes cells, and takes the formula out of hostile names', () => {
  const [header, line] = toCsv(toRecords([photo], new Map())).split('\r\n');
  expect(header).toBe('name,folder,date,caption,title,description,keywords,camera');
  expect(line).toBe(`"'=HYPERLINK(""x"").jpg","a, b",2024-05-10T00:00:00.000Z,,,,sea; sand,`);
});
