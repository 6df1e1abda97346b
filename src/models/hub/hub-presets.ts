import type { Relevance } from '../embedding-model.ts';
import data from '../presets.json' with { type: 'json' };

/** Bytes of the towers in one weight format; `joint` where one graph holds both. */
export type TowerBytes = { readonly image: number; readonly text: number } | { readonly joint: number };

/** A Hub model that is known to be of use, with what a picker shows before any download. */
export interface HubPreset {
  readonly id: string;
  readonly name: string;
  readonly family: string;
  readonly licence: string;
  readonly languages: readonly string[];
  readonly dims: number;
  /** Side of the square input picture, in pixels. */
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
