/** A tag of any group, as exifreader returns it. Its content comes from the file and may be anything. */
export type LooseTags = Readonly<Record<string, unknown>>;

/** All texts of a tag: list entries, languages, repeated tags. Cleaned, without empty ones. */
export function textsOf(tag: unknown, longest: number): readonly string[] {
  return rawTexts(tag)
    .map((text) => cleanText(text, longest))
    .filter((text) => text !== '');
}

/** The first text of the first tag that has one. */
export function firstText(longest: number, ...tags: readonly unknown[]): string | undefined {
  for (const tag of tags) {
    const [text] = textsOf(tag, longest);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The first number of a tag, or the quotient of a rational. */
export function numberOf(tag: unknown): number | undefined {
  const value = fieldOf(tag, 'value');
  const values: readonly unknown[] = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  const [first, second] = values;
  const isRational = values.length === 2 && typeof second === 'number';
  const number = isRational ? toNumber(first) / second : toNumber(Array.isArray(first) ? first[0] : first);
  return Number.isFinite(number) ? number : undefined;
}

function toNumber(value: unknown): number {
  return typeof value === 'number' || (typeof value === 'string' && value.trim() !== '') ? Number(value) : NaN;
}

/** Property of a value that may not be an object. */
export function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name]; // validated before use
}

function rawTexts(tag: unknown): readonly string[] {
  if (typeof tag === 'string') return [tag];
  if (Array.isArray(tag)) return tag.slice(0, maxTexts).flatMap(rawTexts);
  const value = fieldOf(tag, 'value');
  if (Array.isArray(value) && value.some((each) => typeof each === 'object' && each !== null && 'value' in each)) {
    return inDefaultLanguageFirst(value.slice(0, maxTexts)).flatMap(rawTexts);
  }
  if (typeof value === 'string') return [value];
  const description = fieldOf(tag, 'description');
  return typeof description === 'string' ? [description] : [];
}

/** Limit for lists in hostile files. */
const maxTexts = 1_000;

function inDefaultLanguageFirst(values: readonly unknown[]): readonly unknown[] {
  const isDefault = (value: unknown): boolean => fieldOf(fieldOf(value, 'attributes'), 'lang') === 'x-default';
  return [...values.filter(isDefault), ...values.filter((value) => !isDefault(value))];
}

/** Removes control characters and lone surrogates, which come from NUL-padded fields and damaged files. */
function cleanText(text: string, longest: number): string {
  return text
    .slice(0, longest * 2)
    .replace(/\0[^]*$/u, '')
    .replace(/(?![\n\t])[\p{Cc}\p{Cs}]/gu, ' ')
    .trim()
    .slice(0, longest)
    .replace(/[\ud800-\udbff]$/u, '')
    .trimEnd();
}
