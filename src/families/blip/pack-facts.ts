import type { ImageSpec } from '../../media/tensor/image-spec.ts';
import type { GenerationDefaults } from '../../generation/generation-plan.ts';
import type { StateGrid } from './attention-map.ts';

/** Settings of a manifest for encoding images and generating text. */
export interface PackFacts {
  readonly image: ImageSpec;
  readonly grid: StateGrid | undefined;
  /** The decoder's first and last token. */
  readonly tokens: { readonly start: number; readonly end: number };
  readonly caption: GenerationDefaults;
  readonly answer: GenerationDefaults;
}
