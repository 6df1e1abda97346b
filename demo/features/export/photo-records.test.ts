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

test('exports captions and facts, and never the place', () => {
  const records = toRecords([photo], new Map([['a', { text: 'a red crab' }]]));
  expect(records).toMatchObject([{ caption: 'a red crab', date: '2024-05-10T00:00:00.000Z', keywords: 'sea; sand' }]);
  expect(JSON.stringify(records)).not.toMatch(/48[.]1|11[.]5/);
});

test('quotes cells, and takes the formula out of hostile names', () => {
  const [header, line] = toCsv(toRecords([photo], new Map())).split('\r\n');
  expect(header).toBe('name,folder,date,caption,title,description,keywords,camera');
  expect(line).toBe(`"'=HYPERLINK(""x"").jpg","a, b",2024-05-10T00:00:00.000Z,,,,sea; sand,`);
});
