import { beforeAll, expect, test } from 'vitest';
import { floatsOf, type FloatTensor } from '../../runtime/tensor-data.ts';
import type { Backend } from '../../runtime/ort.ts';
import type { TextTokenizer } from '../text-tokenizer.ts';
import { generate } from './generate.ts';
import { planGeneration } from './generation-plan.ts';
import { openPack, startTestOrt, type TestPack } from './testdata/open-pack.ts';
import { TextReader } from './text-reader.ts';
import { TextWriter } from './text-writer.ts';

/** The text parts on one back end; the picture's states come from WASM, for a software GPU takes seconds for them. */
interface Side {
  readonly reader: TextReader;
  readonly writer: TextWriter;
  readonly tokenizer: TextTokenizer;
}

let states: FloatTensor;
let sides: Record<Backend, Side>;

async function openSide({ sessions }: TestPack): Promise<Side> {
  const tokenizer = await sessions.tokenizer();
  const cross = await sessions.open('text_decoder_cross');
  return {
    tokenizer,
    reader: new TextReader(await sessions.open('text_encoder'), tokenizer),
    writer: new TextWriter(await sessions.open('text_decoder'), cross),
  };
}

beforeAll(async () => {
  await startTestOrt();
  const wasm = await openPack('/models/starter');
  const vision = await wasm.sessions.open('vision_encoder');
  const pixels = Float32Array.from({ length: 3 * 224 * 224 }, (_, i) => Math.sin(i * 0.0021) + Math.cos(i * 0.00013));
  const seen = await vision.session.run({ pixel_values: { type: 'float32', dims: [1, 3, 224, 224], data: pixels } });
  states = floatsOf(seen, 'image_states');
  sides = { wasm: await openSide(wasm), webgpu: await openSide(await openPack('/models/starter', 'webgpu')) };
});

test.each([1, 3])('captions with %i beams are the same on WASM and WebGPU', async (beams) => {
  const plan = planGeneration({ beams, n: beams, maxNewTokens: 10 }, { beams, maxNewTokens: 10 });
  const write = async ({ writer }: Side): ReturnType<typeof generate> =>
    generate(writer.open(await writer.remember(states)), [14478], 3, plan);
  const [onWasm, onWebgpu] = [await write(sides.wasm), await write(sides.webgpu)];
  expect(onWebgpu.map(({ ids }) => ids)).toEqual(onWasm.map(({ ids }) => ids));
  for (const [index, { score, looks }] of onWebgpu.entries()) {
    expect(Math.abs(score - onWasm[index]!.score)).toBeLessThan(1e-3);
    for (const [at, look] of looks.entries())
      expect(Math.max(...look.map((value, i) => Math.abs(value - onWasm[index]!.looks[at]![i]!)))).toBeLessThan(1e-3);
  }
});

test('answers and matches are the same on WASM and WebGPU', async () => {
  const ask = async ({ reader, writer, tokenizer }: Side): Promise<readonly number[]> => {
    const memory = await writer.remember(await reader.readQuestion('what is in the picture?', states, {}));
    const answers = ['a dog', 'giraffe'].map((answer) => [14478, ...tokenizer.encode(answer).slice(1)]);
    return [...(await writer.score(memory, answers)), ...(await reader.match(['a dog', 'a red car'], states, {}))];
  };
  const [onWasm, onWebgpu] = [await ask(sides.wasm), await ask(sides.webgpu)];
  expect(Math.max(...onWebgpu.map((value, i) => Math.abs(value - onWasm[i]!)))).toBeLessThan(1e-3);
});
