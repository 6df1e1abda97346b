import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseLabels, sortPhotos, type LabelScore } from './stack-rule.ts';

test('reads labels in both scripts, each once', () => {
  expect(parseLabels(' beach, Food ;people,,food\nold  houses')).toEqual(['beach', 'Food', 'people', 'old houses']);
  expect(parseLabels('海滩、食物，人物；食物')).toEqual(['海滩', '食物', '人物']);
  expect(parseLabels(' ,、')).toEqual([]);
});

const score = (value: number, relevance?: number): LabelScore => ({ score: value, relevance });

test('puts each photo on the stack of its best label, the surest first', () => {
  const cat = new Map([
    ['a', score(0.3, 0.9)],
    ['b', score(0.35, 0.95)],
    ['c', score(0.1, 0.01)],
  ]);
  const dog = new Map([
    ['a', score(0.1, 0.02)],
    ['b', score(0.1, 0.02)],
    ['c', score(0.28, 0.7)],
  ]);
  expect(sortPhotos(['a', 'b', 'c'], ['cat', 'dog'], [cat, dog], 35)).toEqual({
    stacks: [
      { label: 'cat', ids: ['b', 'a'] },
      { label: 'dog', ids: ['c'] },
    ],
    unsure: [],
  });
});

test('is unsure of photos that several labels fit, that none fits, and that have no vector', () => {
  const cat = new Map([
    ['torn', score(0.3, 0.9)],
    ['neither', score(0.1, 0.02)],
  ]);
  const dog = new Map([
    ['torn', score(0.3, 0.9)],
    ['neither', score(0.01, 0)],
  ]);
  const ids = ['torn', 'neither', 'unknown'];
  expect(sortPhotos(ids, ['cat', 'dog'], [cat, dog], 35).unsure).toEqual(ids);
  // Without calibration only the labels are compared.
  expect(sortPhotos(['x'], ['cat'], [new Map([['x', score(0.01)]])], 35).stacks[0]?.ids).toEqual(['x']);
});

test('every photo is on one stack', () => {
  const value = fc.record({
    score: fc.double({ min: -1, max: 1, noNaN: true }),
    relevance: fc.constantFrom(undefined, 0, 0.5, 1),
  });
  fc.assert(
    fc.property(fc.array(fc.array(value, { minLength: 3, maxLength: 3 }), { maxLength: 8 }), (photos) => {
      const ids = photos.map((_, index) => String(index));
      const scores = [0, 1, 2].map(
        (label) =>
          new Map(
            photos.flatMap((own, index) => {
              const each = own[label];
              return each === undefined ? [] : [[String(index), each] as const];
            }),
          ),
      );
      const { stacks, unsure } = sortPhotos(ids, ['a', 'b', 'c'], scores, 35);
      expect([...stacks.flatMap((stack) => stack.ids), ...unsure].sort()).toEqual([...ids].sort());
    }),
  );
});
