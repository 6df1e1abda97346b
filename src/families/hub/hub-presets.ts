import type { Relevance } from '../embedding-model.ts';
import data from '../presets.json' with { type: 'json' };

/** Bytes of the towers in one weight format; `joint` where one graph holds both. */
type TowerBytes = { readonly image: number; readonly text: number } | { readonly joint: number };

/** A Hub model that is known to be of use, with what a picker shows before any download. */
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
  /** `tokenizer.json`, where it is large enough to matter. */
  readonly tokenizerBytes?: number;
  readonly bytes: Readonly<Record<string, TowerBytes>>;
  /** Calibration of its own; the family's where it has none. */
  readonly logitScale?: number;
  readonly relevance?: Relevance;
}

/** The presets of `presets.json`. */
export const hubPresets: readonly HubPreset[] = data.presets;

/** A preset as a picker shows it, with the bytes of all that a weight format needs. */
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
