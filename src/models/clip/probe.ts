import * as v from 'valibot';
import type { Probe } from '../../runtime/backend-trial.ts';
import { partOf, tensorName, type Manifest } from '../manifest.ts';
import type { ModelFiles } from '../model-files.ts';
import type { AbortOptions } from '../../core/abort.ts';

const goldenTexts = v.object({
  texts: v.array(v.object({ text: v.string(), ids: v.array(v.number()), embedding: v.array(v.number()) })),
});

/** The known question for the text tower's self-test: the first golden text and its embedding. Other parts have none. */
export async function createProbe(
  manifest: Manifest,
  role: string,
  files: ModelFiles,
  options: AbortOptions,
): Promise<Probe | undefined> {
  if (role !== 'text_model') return undefined;
  const golden = await firstGoldenText(manifest, files, options);
  if (golden === undefined) return undefined;
  const part = partOf(manifest, role);
  const { ids } = golden;
  const dims = [1, ids.length];
  return {
    feeds: {
      [tensorName(manifest.id, part.in, 'ids')]: { type: 'int64', dims, data: BigInt64Array.from(ids.map(BigInt)) },
      [tensorName(manifest.id, part.in, 'mask')]: { type: 'int64', dims, data: new BigInt64Array(ids.length).fill(1n) },
    },
    output: tensorName(manifest.id, part.out, 'embeds'),
    golden: Float32Array.from(golden.embedding),
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
