import type { Relevance } from '../embedding-model.ts';
import data from '../presets.json' with { type: 'json' };

/** Bytes of the towers in one weight format; `joint` if one graph has both. */
type TowerBytes = { readonly image: number; readonly text: number } | { readonly joint: number };

/** A tested Hub model, with what a picker shows before any download. */
interface HubPreset {
  readonly id: string;
  readonly name: string;
  readonly family: string;
  readonly licence: string;
  readonly languages: readonly string[];
  readonly dims: number;
  /** Side of the square input image, in pixels. */
  readonly imageSize: number;
  /** The bytes were published rounded. */
  readonly approximate: boolean;
  /** `tokenizer.json`, if it is large. */
  readonly tokenizerBytes?: number;
  readonly bytes: Readonly<Record<string, TowerBytes>>;
  /** Its own calibration. @defaultValue the family's */
  readonly logitScale?: number;
  readonly relevance?: Relevance;
}

/** The presets of `presets.json`. */
export const hubPresets: readonly HubPreset[] = data.presets;

/** Tested models that transcribe, see `presets.json`. The first one is the default. */
export const speechPresets: readonly Pick<HubPreset, 'id' | 'name' | 'licence' | 'languages'>[] = data.speech;

/** A preset for a picker, with the download size of each weight format. */
export interface ModelPreset extends Pick<
  HubPreset,
  'id' | 'name' | 'family' | 'licence' | 'languages' | 'dims' | 'approximate'
> {
  /** Weight format to bytes of both towers and the tokenizer. */
  readonly bytes: Readonly<Record<string, number>>;
}

/** The presets for a picker. */
export function modelPresets(): readonly ModelPreset[] {
  return hubPresets.map(({ id, name, family, licence, languages, dims, approximate, bytes, tokenizerBytes = 0 }) => {
    const sizes = Object.entries(bytes).map(([dtype, towers]) => [dtype, bytesOf(towers) + tokenizerBytes] as const);
    return { id, name, family, licence, languages, dims, approximate, bytes: Object.fromEntries(sizes) };
  });
}

function bytesOf(towers: TowerBytes): number {
  return 'joint' in towers ? towers.joint : towers.image + towers.text;
}
