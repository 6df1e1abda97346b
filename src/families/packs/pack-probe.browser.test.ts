import { expect, test } from 'vitest';
import { floatsOf } from '../../runtime/tensor-data.ts';
import { startTestOrt } from '../../runtime/testdata/start-test-ort.ts';
import { openPack } from '../blip/testdata/open-pack.ts';
import { createProbe } from './pack-probe.ts';

test('probes every part of the starter; the text encoder gives the golden embedding', async () => {
  await startTestOrt();
  const { sessions } = await openPack('/models/starter');
  const read = async (paths: readonly string[]): Promise<readonly Blob[]> =>
    Promise.all(paths.map(async (path) => (await fetch(`/models/starter/${path}`)).blob()));
  const told: Record<string, readonly number[]> = {};
  for (const role of Object.keys(sessions.manifest.parts)) {
    const { session } = await sessions.open(role);
    const { feeds, output, golden } = await createProbe(sessions.manifest, role, { read }, {});
    const tensor = floatsOf(await session.run(feeds(session.inputs)), output(session.outputNames));
    told[role] = tensor.dims;
    if (golden !== undefined)
      expect(Math.max(...golden.map((value, i) => Math.abs(value - tensor.data[i]!)))).toBeLessThan(1e-3);
  }
  expect(told).toEqual({
    vision_encoder: [1, 384],
    text_model: [1, 384],
    text_encoder: [1, 2],
    text_decoder_cross: [1, 12, 50, 32],
    text_decoder: [1, 1, 14480],
    // No task uses the audio parts yet, but they open and run.
    audio_encoder: [1, 521],
    audio_projection: [1, 384],
  });
  await sessions[Symbol.asyncDispose]();
});
