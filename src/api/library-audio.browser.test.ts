import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOnsight } from './create-onsight.ts';

const onsight = await createOnsight({
  workerUrl: '/fixtures/vitest-worker/worker.ts',
  assetsUrl: '/dist/assets/',
  modelsUrl: '/models/',
  device: 'wasm',
});
const name = `sounds ${crypto.randomUUID()}`;
const library = await onsight.openLibrary(name);
afterAll(async () => {
  await onsight.deleteLibrary(name);
  await onsight.dispose();
});

async function fileOf(folder: string, file: string): Promise<File> {
  return new File([await (await fetch(`${folder}/${file}`)).blob()], file);
}

const rate = 16_000;

/** Sounds one after the other, five seconds each, as a WAV file of 16 bits. */
async function inARow(files: readonly string[]): Promise<File> {
  const clips = await Promise.all(
    files.map(async (file) => {
      const bytes = await (await fileOf('/fixtures/sounds', file)).arrayBuffer();
      const decoded = await new OfflineAudioContext(1, 1, rate).decodeAudioData(bytes);
      return Int16Array.from(decoded.getChannelData(0).subarray(0, 5 * rate), (sample) => 32_767 * sample);
    }),
  );
  const size = clips.reduce((sum, clip) => sum + clip.byteLength, 0);
  const header = new DataView(new ArrayBuffer(44));
  const text = (at: number, value: string): void => {
    new TextEncoder().encodeInto(value, new Uint8Array(header.buffer, at));
  };
  text(0, 'RIFF');
  header.setUint32(4, 36 + size, true);
  text(8, 'WAVEfmt ');
  for (const [at, value] of [16, 0x0001_0001, rate, 2 * rate, 0x0010_0002].entries())
    header.setUint32(16 + 4 * at, value, true);
  text(36, 'data');
  header.setUint32(40, size, true);
  return new File([header, ...clips], 'in a row.wav');
}

const sounds = ['dog-1.ogg', 'rain-1.ogg', 'church-bells-1.ogg', 'rooster-1.ogg', 'siren-1.ogg'];
const images = ['golden-retriever-panting.jpg', 'sandy-beach-and-blue-sea.jpg', 'neuschwanstein-castle.jpg'];

beforeAll(async () => {
  const files = await Promise.all(sounds.map((file) => fileOf('/fixtures/sounds', file)));
  const photos = await Promise.all(images.map((file) => fileOf('/samples', file)));
  const long = await inARow(['dog-1.ogg', 'rain-1.ogg', 'church-bells-1.ogg']);
  const { added, failed } = await library.add([
    ...files.map((audio) => ({ audio })),
    { audio: long, metadata: { kind: 'long' } },
    ...photos,
  ]);
  expect(failed).toEqual([]);
  expect(added).toHaveLength(9);
}, 120_000);

const named = { filter: { kind: { exists: false } } } as const;

test.each([
  ['a dog barking', 'dog-1.ogg', 0.5],
  ['rain', 'rain-1.ogg', 0.5],
  ['教堂的钟声', 'church-bells-1.ogg', 0.3],
  ['a rooster crowing', 'rooster-1.ogg', 0.5],
])('finds a sound by the words "%s"', async (text, file, relevance) => {
  const [best, second] = await library.search({ text }, { modalities: ['audio'], ...named });
  expect(best?.metadata['name']).toBe(file);
  expect(best?.part).toMatchObject({ kind: 'audio' });
  expect(best?.relevance).toBeGreaterThan(relevance);
  expect(best?.relevance).toBeGreaterThan(second?.relevance ?? 1);
});

test('finds the moment of a long sound', async () => {
  const only = { modalities: ['audio'], filter: { kind: 'long' } } as const;
  for (const [text, from, to] of [
    ['a dog barking', 0, 5.5],
    ['rain', 4.5, 10.5],
    ['church bells', 9.5, 15.1],
  ] as const) {
    const [hit] = await library.search({ text }, only);
    const range = hit?.part.kind === 'audio' ? hit.part.range : undefined;
    expect(range?.startS, text).toBeGreaterThanOrEqual(from);
    expect(range?.endS, text).toBeLessThanOrEqual(to);
  }
});

test('sounds and images are found together, merged by relevance', async () => {
  const hits = await library.search({ text: 'a dog' }, { limit: 3, ...named });
  const names = hits.map(({ metadata }) => metadata['name']);
  expect(names).toEqual(expect.arrayContaining(['dog-1.ogg', 'golden-retriever-panting.jpg']));
  expect(hits.map(({ relevance = 0 }) => relevance)).toEqual(
    hits.map(({ relevance = 0 }) => relevance).toSorted((a, b) => b - a),
  );
});

test('finds sounds by an image, and sounds by a sound', async () => {
  const image = await fileOf('/samples', 'golden-retriever-panting.jpg');
  const [byImage] = await library.search({ image }, { modalities: ['audio'], ...named });
  expect(byImage?.metadata['name']).toBe('dog-1.ogg');
  const dog = (await library.list({ limit: 20 })).find(({ metadata }) => metadata['name'] === 'dog-1.ogg');
  const [bySound] = await library.search({ item: dog?.id ?? '' }, { modalities: ['audio'] });
  expect(bySound?.metadata['kind']).toBe('long');
});

test('keeps what was heard as metadata, and adds a sound once', async () => {
  const dog = await fileOf('/fixtures/sounds', 'dog-1.ogg');
  const again = await library.add({ audio: dog });
  expect(again.skipped).toHaveLength(1);
  const item = await library.get(again.skipped[0] ?? '');
  expect(item?.modality).toBe('audio');
  expect(item?.metadata['sounds']).toEqual(expect.arrayContaining(['Dog', 'Bark']));
  expect(item?.thumbnail).toBeUndefined();
});

test('a sound that cannot be read fails alone, with its reason', async () => {
  const { failed, added } = await library.add([
    { audio: await fileOf('/fixtures/odd-media', 'text.mp3') },
    { audio: await fileOf('/fixtures/odd-media', 'tone-ac3.mp4') },
    { audio: await fileOf('/fixtures/odd-media', 'tone.mp3') },
  ]);
  expect(added).toHaveLength(1);
  expect(failed.map(({ name: file, code }) => [file, code])).toEqual([
    ['text.mp3', 'media-unreadable'],
    ['tone-ac3.mp4', 'unsupported-media'],
  ]);
});

test('a bare file is a sound by its content, with its length and waveform', async () => {
  const cat = await fileOf('/fixtures/sounds', 'cat-1.ogg');
  const { added, failed } = await library.add([new File([cat], 'recording.bin', { type: 'image/png' })]);
  expect(failed).toEqual([]);
  const item = await library.get(added[0] ?? '');
  expect(item?.modality).toBe('audio');
  expect(item?.metadata['name']).toBe('recording.bin');
  expect(item?.metadata['durationS']).toBeCloseTo(5, 0);
  expect(item?.metadata['waveform']).toMatch(/^[0-9a-z]{40,96}$/);
  expect(item?.metadata['incomplete']).toBeUndefined();
});

test('a sound that is damaged later is kept up to there, and says so', async () => {
  const bytes = new Uint8Array(await (await fileOf('/fixtures/odd-media', 'tone.m4a')).arrayBuffer());
  const damaged = bytes.slice();
  damaged.fill(0x55, Math.floor(0.4 * bytes.length), Math.floor(0.7 * bytes.length));
  const { added, failed } = await library.add([new File([damaged], 'damaged.m4a')]);
  expect(failed).toEqual([]);
  expect((await library.get(added[0] ?? ''))?.metadata['incomplete']).toBe(true);
});
