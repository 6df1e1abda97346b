import { afterAll, beforeAll, expect, test } from 'vitest';
import { linesOf } from '../index.ts';
import { createOnsight } from './create-onsight.ts';

beforeAll(async () => {
  for (const { name } of await indexedDB.databases()) if (name === 'onsight/said') indexedDB.deleteDatabase(name);
});
const onsight = await createOnsight({
  workerUrl: '/fixtures/vitest-worker/worker.ts',
  assetsUrl: '/dist/assets/',
  modelsUrl: '/models/',
  hubUrl: `${location.origin}/hub/range/`,
  device: 'wasm',
  model: { transcribe: 'onsight-test/whisper-tiny-random' },
});
afterAll(() => onsight.dispose());

async function fileOf(name: string): Promise<File> {
  return new File([await (await fetch(`/fixtures/sounds/${name}`)).blob()], name);
}

test('words find the second where they are said; a bad file fails alone, and nothing is transcribed twice', async () => {
  await onsight.deleteLibrary('said');
  const library = await onsight.openLibrary('said');
  const files = [await fileOf('speech-jfk.flac'), await fileOf('rain-1.ogg')];
  const { added } = await library.add(files.map((audio) => ({ audio })));
  const [speech = '', rain = ''] = added;
  const originals = new Map<string, Blob>([
    [speech, files[0] ?? new Blob()],
    [rain, new File(['no sound'], 'rain-1.ogg')],
  ]);
  const first = await library.transcribe({ originals, language: 'en' });
  expect(first.read).toBe(1);
  expect(first.failed).toMatchObject([{ id: rain, code: 'media-unreadable' }]);
  expect(await library.transcribe({ originals: new Map([[speech, files[0] ?? new Blob()]]), language: 'en' })).toEqual({
    read: 0,
    failed: [],
  });
  const item = await library.get(speech);
  const said = linesOf(item ?? { metadata: {} });
  expect(said.length).toBeGreaterThan(0);
  expect(item?.metadata['spokenLanguages']).toEqual(['en']);
  const line = said.find(({ text }) => /[a-z]{3}/.test(text));
  const [word = ''] = /[a-z]{3,}/.exec(line?.text ?? '') ?? [];
  const [hit] = await library.search({ text: `"${word}"` });
  expect(hit?.id).toBe(speech);
  expect(hit?.lines?.[0]?.range).toEqual(line?.range);
  expect(hit?.part).toMatchObject({ kind: 'audio', range: line?.range });
});
