import { expect, test } from 'vitest';
import { colourModel, nameOf } from '../testdata/colour-model.ts';
import { useLibrary } from '../testdata/use-library.ts';

const { basic, openFresh } = useLibrary();

test('finds images and texts together, merged by relevance', async () => {
  const library = await openFresh();
  await library.add(basic);
  await library.addTexts(['green', 'white']);
  const hits = await library.search({ text: 'green' });
  expect(hits).toHaveLength(7);
  hits.forEach(({ relevance }, i) => {
    expect(relevance).toBeLessThanOrEqual(hits[i - 1]?.relevance ?? 1);
  });
  expect(
    hits
      .slice(0, 2)
      .map(({ part }) => part.kind)
      .sort(),
  ).toEqual(['image', 'text']);
  expect(
    hits
      .slice(0, 2)
      .map(({ metadata }) => metadata['text'] ?? metadata['name'])
      .sort(),
  ).toEqual(['green', 'green.png']);
});

test('finds one modality where it is asked for, by either name', async () => {
  const library = await openFresh();
  await library.add(basic);
  await library.addTexts(['green']);
  const images = await library.search({ text: 'green' }, { modalities: ['image'] });
  expect(images.every(({ modality }) => modality === 'image')).toBe(true);
  expect(await library.search({ text: 'green' }, { modality: 'image' })).toMatchObject(
    images.map(({ id, relevance }) => ({ id, relevance })),
  );
  expect((await library.search({ text: 'green' }, { modalities: ['text'] })).map(({ modality }) => modality)).toEqual([
    'text',
  ]);
  expect(await library.search({ text: 'green' }, { modalities: ['text', 'image'] })).toHaveLength(6);
});

test('returns an item that matches in two modalities once', async () => {
  const library = await openFresh();
  const red = basic.find(({ name }) => name === 'red.png') ?? new Blob();
  const { added } = await library.add([
    {
      parts: [
        { kind: 'image', source: red },
        { kind: 'text', text: 'red' },
      ],
    },
  ]);
  const hits = await library.search({ text: 'red' });
  expect(hits.map(({ id }) => id)).toEqual(added);
});

test('reads the image of a query once for all modalities', async () => {
  const model = colourModel();
  const library = await openFresh(model);
  await library.add(basic);
  await library.addTexts(['green']);
  const before = model.batches.length;
  const hits = await library.search({ image: basic[1] ?? new Blob() });
  expect(model.batches.length).toBe(before + 1);
  expect(hits.map(({ metadata }) => metadata['name'] ?? metadata['text'])).toContain('green');
  expect(nameOf(hits[0] ?? { metadata: {} })).toBe('green.png');
});

test('embeds the text of a query once for all modalities', async () => {
  const model = colourModel();
  const asked: (readonly string[])[] = [];
  const library = await openFresh({
    ...model,
    embedTexts: (texts, options) => {
      asked.push(texts);
      return model.embedTexts(texts, options);
    },
  });
  await library.add(basic);
  await library.addTexts(['green']);
  asked.length = 0;
  expect(await library.search({ text: 'green', unlike: [{ text: 'white' }] })).toHaveLength(6);
  expect(asked).toEqual([['white'], ['green']]);
});

test('pages over several modalities without a gap', async () => {
  const library = await openFresh();
  await library.add(basic);
  await library.addTexts(['green', 'white', 'red']);
  const all = await library.search({ text: 'green' }, { limit: 100 });
  const first = await library.search({ text: 'green' }, { limit: 3 });
  const second = await library.search({ text: 'green' }, { limit: 100, after: first });
  expect([...first, ...second].map(({ id }) => id)).toEqual(all.map(({ id }) => id));
});

test('counts a group over all modalities', async () => {
  const library = await openFresh();
  await library.add(basic.slice(0, 2).map((file) => ({ file, metadata: { album: 'a' } })));
  await library.addTexts([{ text: 'green', metadata: { album: 'a' } }]);
  const hits = await library.search({ text: 'green' }, { groupBy: { field: 'album', members: 5 } });
  expect(hits).toHaveLength(1);
  expect(hits[0]?.group).toMatchObject({ value: 'a', size: 3 });
  expect(hits[0]?.group?.members).toHaveLength(3);
});
