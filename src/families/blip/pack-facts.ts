import { OnsightError } from '../../core/errors.ts';
import type { ImageSpec } from '../../media/tensor/image-spec.ts';
import { sectionOf, type Manifest } from '../packs/manifest.ts';
import { toImageSpec } from '../packs/pack-image.ts';
import type { GenerationDefaults } from '../../generation/generation-plan.ts';
import type { StateGrid } from './attention-map.ts';

/** What the manifest says of seeing and writing. */
export interface PackFacts {
  readonly image: ImageSpec;
  readonly grid: StateGrid | undefined;
  /** The decoder's first and last token. */
  readonly tokens: { readonly start: number; readonly end: number };
  readonly caption: GenerationDefaults;
  readonly answer: GenerationDefaults;
}

/** @throws OnsightError `unsupported-model` when the manifest leaves out what generating text needs */
export function toPackFacts(manifest: Manifest): PackFacts {
  const { generation, states } = manifest;
  const text = sectionOf(manifest, 'text');
  const reason = 'its onsight.json names no';
  const start = text.tokens['decoderStart'];
  const end = text.tokens['sep'];
  if (generation === undefined)
    throw new OnsightError('unsupported-model', { model: manifest.id, reason: `${reason} \`generation\`` });
  if (start === undefined || end === undefined)
    throw new OnsightError('unsupported-model', {
      model: manifest.id,
      reason: `${reason} \`text.tokens.${start === undefined ? 'decoderStart' : 'sep'}\``,
    });
  const { maxNewTokens, answerMaxNewTokens = maxNewTokens, beams, noRepeatNgramSize } = generation;
  return {
    image: toImageSpec(manifest),
    grid: states,
    tokens: { start, end },
    caption: { beams, maxNewTokens, noRepeatNgramSize, maxTokens: text.maxTokens },
    answer: { beams, maxNewTokens: answerMaxNewTokens, noRepeatNgramSize, maxTokens: text.maxTokens },
  };
}
