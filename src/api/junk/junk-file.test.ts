import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findJunk, junkRules } from './junk-file.ts';

const systemJunk = [
  ['._IMG_0001.JPG', '._IMG_0001.JPG'],
  ['card/DCIM/100APPLE/._IMG_0001.JPG', 'card/DCIM/100APPLE/._IMG_0001.JPG'],
  ['card/.DS_Store', 'card/.DS_Store'],
  ['a/__MACOSX/a/._b.png', 'a/__MACOSX'],
  ['a/@eaDir/IMG_0001.JPG/SYNOPHOTO_THUMB_M.jpg', 'a/@eaDir'],
  ['a/#recycle/x.jpg', 'a/#recycle'],
  ['a/@Recycle/x.jpg', 'a/@Recycle'],
  ['a/.@__thumb/s100x.jpg', 'a/.@__thumb'],
  ['DCIM/.thumbnails/1.jpg', 'DCIM/.thumbnails'],
  ['DCIM/.Thumbnails/1.jpg', 'DCIM/.Thumbnails'],
  ['DCIM/.trashed-1735689600-IMG_1.jpg', 'DCIM/.trashed-1735689600-IMG_1.jpg'],
  ['DCIM/.pending-1735689600-IMG_1.jpg', 'DCIM/.pending-1735689600-IMG_1.jpg'],
  ['.Trash-1000/files/x.jpg', '.Trash-1000'],
  ['.Trashes/501/x.jpg', '.Trashes'],
  ['$RECYCLE.BIN/S-1-5-21/$R1.jpg', '$RECYCLE.BIN'],
  ['$Recycle.Bin/S-1-5-21/$R1.jpg', '$Recycle.Bin'],
  ['System Volume Information/', 'System Volume Information'],
  ['LOST.DIR/1', 'LOST.DIR'],
  ['a/thumbs.DB', 'a/thumbs.DB'],
  ['a/Desktop.ini', 'a/Desktop.ini'],
  ['.Spotlight-V100/x', '.Spotlight-V100'],
  ['.fseventsd/x', '.fseventsd'],
  ['a/.nomedia', 'a/.nomedia'],
  ['a/IMG_1.AAE', 'a/IMG_1.AAE'],
  ['a/IMG_1.xmp', 'a/IMG_1.xmp'],
  ['a/MVI_1.THM', 'a/MVI_1.THM'],
  ['a/IMG_1.jpg.json', 'a/IMG_1.jpg.json'],
  ['a/IMG_1.jpg.supplemental-metadata.json', 'a/IMG_1.jpg.supplemental-metadata.json'],
  ['a/#recycle/@eaDir/x.jpg', 'a/#recycle'],
] as const;

const notJunk = [
  'IMG_0001.JPG',
  'photo',
  'copy.jpg.bak',
  'edited.jpg~',
  'tweet.jpg_large',
  'a/.hidden.jpg',
  'a/.hidden/x.jpg',
  'a/_MG_0001.CR2',
  'a/__MACOSX.jpg',
  'a/thumbnails/x.jpg',
  'a/Thumbs.db/x.jpg',
  'a/.thumbnails',
  'a/recycle/x.jpg',
  'Recycled art/x.jpg',
  'a/@EADIR/x.jpg',
  'Trash/x.jpg',
  'a/.picasaoriginals/x.jpg',
  'a/.trash.jpg',
  'x.thm.jpg',
  'a/trashed-1-x.jpg',
  '',
];

test.each(systemJunk)('finds the junk of %s', (path, junk) => {
  expect(findJunk(path)).toBe(junk);
});

test.each(notJunk)('keeps %j', (path) => {
  expect(findJunk(path)).toBeUndefined();
});

describe('for every rule', () => {
  const text = fc.string({ unit: 'binary' }).map((part) => part.replaceAll(/[/\0]/g, ''));
  const patterns = junkRules.flatMap(({ files, folders }) => [
    ...files.map((pattern) => ({ pattern, after: '' })),
    ...folders.map((pattern) => ({ pattern, after: '/a.jpg' })),
  ]);

  test('matches a name at any depth, with anything for the star', () => {
    fc.assert(
      fc.property(fc.constantFrom(...patterns), text, fc.nat(3), ({ pattern, after }, part, depth) => {
        const junk = 'holiday/'.repeat(depth) + pattern.replaceAll('*', () => part);
        expect(findJunk(junk + after)).toBe(junk);
      }),
    );
  });

  test('has a source, and no name without a literal character', () => {
    for (const { source, files, folders } of junkRules) {
      expect(source).toMatch(/^https:\/\//);
      for (const name of [...files, ...folders]) expect(name.replaceAll('*', '').length).toBeGreaterThan(1);
    }
  });
});

test('never matches a photo named by a camera or phone', () => {
  const name = fc.stringMatching(/^[A-Z0-9_]{1,8}\.(JPG|jpeg|HEIC|png|DNG|CR3|mpo|avif)$/);
  fc.assert(
    fc.property(name, (photo) => {
      expect(findJunk(`DCIM/100CANON/${photo}`)).toBeUndefined();
    }),
  );
});

test('has rules of known fields only', () => {
  const data = JSON.parse(readFileSync(new URL('junk-files.json', import.meta.url), 'utf8')) as object[];
  for (const rule of data) expect(Object.keys(rule)).toEqual(['system', 'source', 'ignoreCase', 'files', 'folders']);
});
