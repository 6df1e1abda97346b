import { expect, test } from 'vitest';
import { convertCheckpoint } from '../convert-checkpoint.ts';
import { planConversion } from '../plan-conversion.ts';
import { MemoryFiles } from '../testdata/memory-files.ts';
import { allFinite } from './source-tensor.ts';

const bytes = (list: ArrayBufferView<ArrayBuffer>): Uint8Array<ArrayBuffer> => new Uint8Array(list.buffer);

test('detects NaN and Infinity in every format', () => {
  for (const bad of [NaN, Infinity, -Infinity]) {
    expect(allFinite('F32', bytes(Float32Array.of(1, bad)))).toBe(false);
    expect(allFinite('F64', bytes(Float64Array.of(1, bad)))).toBe(false);
  }
  expect(allFinite('F64', bytes(Float64Array.of(1e300)))).toBe(false);
  expect(allFinite('F32', bytes(Float32Array.of(-3.4e38, 0, 1e-45)))).toBe(true);
  expect(allFinite('F64', bytes(Float64Array.of(-3.4e38, 1e-300)))).toBe(true);
  // Half floats: -Infinity, NaN, and the largest number.
  for (const half of [0xfc00, 0x7e00]) expect(allFinite('F16', bytes(Uint16Array.of(half)))).toBe(false);
  expect(allFinite('F16', bytes(Uint16Array.of(0x7bff)))).toBe(true);
  for (const half of [0xff80, 0x7fc0]) expect(allFinite('BF16', bytes(Uint16Array.of(half)))).toBe(false);
  expect(allFinite('BF16', bytes(Uint16Array.of(0x7f7f)))).toBe(true);
});

test('rejects non-finite weights and names the tensor', async () => {
  const name = 'vision_model.post_layernorm.bias';
  const files = MemoryFiles.of('captioning-hub');
  files.retensor((each, entry, data) => {
    const copy = Uint8Array.from(data);
    if (each === name) new DataView(copy.buffer).setFloat32(4, NaN, true);
    return [[each, entry, copy]];
  });
  const plan = await planConversion(files, { id: 'm', dtype: 'q8', backend: 'wasm' });
  const nowhere = { write: () => Promise.resolve(), close: () => Promise.resolve(), abort: () => Promise.resolve() };
  const writer = { completed: () => Promise.resolve([]), open: () => Promise.resolve(nowhere) };
  const made = convertCheckpoint(plan, writer);
  await expect(made).rejects.toMatchObject({ code: 'unsupported-format' });
  await expect(made).rejects.toThrow(`"${name}" contains NaN or Infinity`);
});
