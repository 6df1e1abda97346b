import type { ModelPreset } from 'onsight';

/** Point in favour of a model, read off its description. */
export type Strength = 'smallest' | 'manyLanguages' | 'chinese' | 'english';

/** More languages than a visitor wants listed. */
const many = 10;

/** Strengths of each model: the languages that it searches in, and which of them is the smallest download. */
export function strengthsOf(
  presets: readonly Pick<ModelPreset, 'id' | 'languages' | 'bytes'>[],
): ReadonlyMap<string, readonly Strength[]> {
  const sizes = presets.map(({ bytes }) => Math.min(...Object.values(bytes)));
  const smallest = Math.min(...sizes);
  return new Map(
    presets.map(({ id, languages }, index) => {
      const isChinese = languages.length === 1 && languages[0]?.startsWith('zh') === true;
      const reads = languages.length > many ? 'manyLanguages' : isChinese ? 'chinese' : 'english';
      return [id, sizes[index] === smallest ? [reads, 'smallest'] : [reads]] as const;
    }),
  );
}
