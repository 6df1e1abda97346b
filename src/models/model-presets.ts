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
  return table.presets.map(({ id, name, family, licence, languages, dims, approximate, bytes }) => ({
    id,
    name,
    family,
    licence,
    languages,
    dims,
    approximate,
    bytes: Object.fromEntries(
      Object.entries(bytes).map(([dtype, towers]) => [
        dtype,
        Object.values<number | undefined>(towers).reduce<number>((sum, size) => sum + (size ?? 0), 0),
      ]),
    ),
  }));
}
