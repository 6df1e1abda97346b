import * as v from 'valibot';
import type { Probe } from '../../runtime/backend-trial.ts';
import { partOf, tensorName, type Manifest } from '../manifest.ts';
import type { ModelFiles } from '../model-files.ts';
import type { AbortOptions } from '../../core/abort.ts';

const goldenTexts = v.object({
  texts: v.array(v.object({ text: v.string(), ids: v.array(v.number()), embedding: v.array(v.number()) })),
});

/**
 * The known question for a part's self-test: for the text tower the first golden text with its stored embedding, for
 * the image tower a fixed pattern (a pack carries no picture; there WebGPU is held against WASM).
 */
export async function createProbe(
  manifest: Manifest,
  role: 'text_model' | 'vision_encoder',
  files: ModelFiles,
  options: AbortOptions,
): Promise<Probe> {
  const part = partOf(manifest, role);
  const input = (key: string): string => tensorName(manifest.id, part.in, key);
  const output = tensorName(manifest.id, part.out, 'embeds');
  if (role === 'vision_encoder') {
    const [width, height] = manifest.image.size;
    const data = Float32Array.from({ length: 3 * width * height }, (_, i) => Math.sin(i * 0.37) + Math.cos(i * 0.011));
    return { feeds: { [input('pixels')]: { type: 'float32', dims: [1, 3, height, width], data } }, output };
  }
  const golden = await firstGoldenText(manifest, files, options);
  const { cls = 0, sep = 0 } = manifest.text.tokens;
  const ids = golden?.ids ?? [cls, sep];
  const dims = [1, ids.length];
  return {
    feeds: {
      [input('ids')]: { type: 'int64', dims, data: BigInt64Array.from(ids.map(BigInt)) },
      [input('mask')]: { type: 'int64', dims, data: new BigInt64Array(ids.length).fill(1n) },
    },
    output,
    golden: golden && Float32Array.from(golden.embedding),
  };
}

async function firstGoldenText(
  manifest: Manifest,
  files: ModelFiles,
  options: AbortOptions,
): Promise<{ readonly ids: readonly number[]; readonly embedding: readonly number[] } | undefined> {
  if (manifest.golden === undefined) return undefined;
  const [blob] = await files.read([manifest.golden], options);
  const parsed = v.safeParse(goldenTexts, JSON.parse((await blob?.text()) ?? '{}'));
  return parsed.success ? parsed.output.texts[0] : undefined;
}
