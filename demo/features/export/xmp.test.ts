import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PhotoRecord } from './photo-records.ts';
import { escapeXml, safeNames, sidecarNames, toXmp } from './xmp.ts';

const record: PhotoRecord = {
  name: 'a.jpg',
  folder: '',
  date: '',
  caption: 'a <red> crab',
  title: 'Crabs & "sand"',
  description: '',
  keywords: ['sea', ']]>'],
  camera: '',
};

test('writes title, description and keywords, with hostile text escaped', () => {
  const xmp = toXmp(record);
  expect(xmp).toContain(
    '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Crabs &amp; "sand"</rdf:li></rdf:Alt></dc:title>',
  );
  expect(xmp).toContain('<rdf:li xml:lang="x-default">a &lt;red&gt; crab</rdf:li>');
  expect(xmp).toContain('<rdf:li>sea</rdf:li><rdf:li>]]&gt;</rdf:li>');
  expect(xmp).not.toContain('GPS');
  expect(toXmp({ ...record, description: 'Taken at dawn' })).toContain('Taken at dawn\na &lt;red&gt; crab');
});

test('writes a place in degrees and minutes', () => {
  const placed = toXmp({ ...record, latitude: 48.1375, longitude: -11.9999999999 });
  expect(placed).toContain('<exif:GPSLatitude>48,8.25N</exif:GPSLatitude>');
  expect(placed).toContain('<exif:GPSLongitude>12,0W</exif:GPSLongitude>');
});

test('escaped text has no markup and nothing that XML forbids, whatever it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const escaped = escapeXml(text);
      expect(escaped).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|#13;)/);
      // eslint-disable-next-line no-control-regex -- these must not be there
      expect(escaped).not.toMatch(/[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]/);
      expect(escaped.isWellFormed()).toBe(true);
    }),
  );
});

test('names in an archive are unique and stay in it, whatever they were', () => {
  expect(sidecarNames([{ name: 'a.jpg' }, { name: 'A.jpg' }, { name: '../../b.png' }])).toEqual([
    'a.jpg.xmp',
    'A.jpg (2).xmp',
    '__.._b.png.xmp',
  ]);
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (names) => {
      const safe = safeNames(names, '.xmp');
      expect(new Set(safe.map((name) => name.toLowerCase())).size).toBe(names.length);
      for (const name of safe) expect(name).toMatch(/^[^./\\][^/\\]*\.xmp$/);
    }),
  );
});
