import table from './presets.json' with { type: 'json' };

/** A model that is known to work. Bytes are of both towers; see the note in presets.json for what is rounded. */
export interface ModelPresetEntry {
  readonly id: string;
  readonly name: string;
  readonly family: string;
  readonly licence: string;
  readonly languages: readonly string[];
  readonly dims: number;
  readonly approximate: boolean;
  readonly bytes: Readonly<Record<string, number>>;
}

/** The Hub models that are known to work, with what they cost in each weight format. */
export function modelPresets(): readonly ModelPresetEntry[] {
  return table.presets.map(({ id, name, family, licence, languages, dims, approximate, bytes }) => {
    const formats: Readonly<Record<string, Readonly<Partial<Record<string, number>>>>> = bytes;
    const sums = Object.entries(formats).map(([dtype, towers]) => [dtype, sumOf(towers)] as const);
    return { id, name, family, licence, languages, dims, approximate, bytes: Object.fromEntries(sums) };
  });
}

/** Not every preset has every tower apart. */
function sumOf(towers: Readonly<Partial<Record<string, number>>>): number {
  return Object.values(towers).reduce<number>((sum, size) => sum + (size ?? 0), 0);
}
