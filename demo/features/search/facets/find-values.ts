import type { Filter } from 'onsight';
import type { FacetName, QueryFilter } from '../../../state/search-state.ts';
import everydayWords from './everyday-words.json';
import { facets, foldValue, type Facet } from './facets.ts';

/** The values that the photos of the library have, by facet. */
export type KnownValues = ReadonlyMap<FacetName, readonly string[]>;

/** A text and what was found in it. */
export interface FoundValues {
  /** The text without the words of the filters. */
  readonly rest: string;
  readonly filters: readonly QueryFilter[];
}

const facetNames = Object.keys(facets) as readonly FacetName[];
const everyday: ReadonlySet<string> = new Set(everydayWords);

const names = new Map(
  facetNames.flatMap((name) => {
    const { prefixes } = facets[name];
    return prefixes === undefined ? [] : [...prefixes.en, ...prefixes.zh].map((word) => [word, name] as const);
  }),
);
const quotation = '"[^"]*"|“[^”]*”|「[^」]*」|『[^』]*』';
/** A quotation, which is skipped; or a prefix with what follows its colon. */
const prefixed = new RegExp(
  `(?<=^|[\\s,，])(?<quoted>[-−－]?(?:${quotation}))|(?<=^|[\\s,，])(?<prefix>${[...names.keys()].join('|')})[:：]`,
  'giu',
);
const quotedValue = new RegExp(`^\\s?(?:${quotation})`, 'u');

/** Facet named by a word before a colon. */
export function facetOf(prefix: string): FacetName | undefined {
  return names.get(prefix.toLowerCase());
}

/** Takes `camera:X100`, `folder:"summer 2024"` and `相机：X100` out of a text. Quotations are left alone. */
export function takePrefixed(text: string, known: KnownValues): FoundValues {
  const filters: QueryFilter[] = [];
  let rest = '';
  let end = 0;
  for (const { 0: word, index, groups } of text.matchAll(prefixed)) {
    const facet = facetOf(groups?.['prefix'] ?? '');
    if (facet === undefined || index < end) continue;
    const start = index + word.length;
    const typed = valueAt(text.slice(start), known.get(facet) ?? []);
    rest += text.slice(end, index);
    end = start + typed.length;
    const value = unquote(typed);
    if (value !== '') filters.push(toFilter(facet, value, { source: text.slice(index, end), known }));
  }
  return { rest: rest + text.slice(end), filters };
}

/** A value after a prefix: quoted, a known one of several words, or a single word. */
function valueAt(text: string, known: readonly string[]): string {
  const [quoted] = quotedValue.exec(text) ?? [];
  if (quoted !== undefined) return quoted;
  const folded = text.toLowerCase();
  const whole = known.filter((value) => {
    const next = text.charAt(value.length);
    return folded.startsWith(value.toLowerCase()) && !/[\p{L}\p{N}]/u.test(next);
  });
  const [longest] = whole.sort((a, b) => b.length - a.length);
  return longest === undefined ? (/^[^\s，,"“「『]*/u.exec(text)?.[0] ?? '') : text.slice(0, longest.length);
}

function unquote(text: string): string {
  return text
    .trim()
    .replace(/^["“「『](.*)["”」』]$/u, '$1')
    .trim();
}

/** The known value that was typed; else all known values that hold what was typed; else none, so that nothing passes. */
function toFilter(
  facet: FacetName,
  typed: string,
  { source, known }: { readonly source: string; readonly known: KnownValues },
): QueryFilter {
  const values = known.get(facet) ?? [];
  const folded = foldValue(typed);
  const same = values.find((value) => foldValue(value) === folded);
  const partly = same === undefined ? values.filter((value) => foldValue(value).includes(folded)) : [];
  const { filterOf } = facets[facet];
  const filter = partly.length === 0 ? filterOf(same ?? typed) : { or: partly.map(filterOf) };
  return { kind: 'value', facet, value: same ?? typed, filter, source };
}

/** Takes values that stand without a prefix: "with captions", "Canon EOS R5", "png files", "in Kyoto", 在京都. */
export function takeBare(text: string, known: KnownValues): FoundValues {
  let rest = text;
  const filters: QueryFilter[] = [];
  for (const facet of facetNames) {
    const found = findPhrase(rest, facets[facet]) ?? findKnown(rest, facet, known.get(facet) ?? []);
    if (found === undefined) continue;
    filters.push({ kind: 'value', facet, ...found, filter: facets[facet].filterOf(found.value) });
    rest = rest.replace(found.source, ' ');
  }
  return { rest, filters };
}

interface BareValue {
  readonly value: string;
  readonly source: string;
}

function findPhrase(text: string, { phrases = {} }: Facet): BareValue | undefined {
  for (const [value, { en, zh }] of Object.entries(phrases)) {
    const pattern = `${alone(en.map(escape).join('|'))}|(?:${zh.join('|')})的?`;
    const [source] = new RegExp(pattern, 'iu').exec(text) ?? [];
    if (source !== undefined) return { value, source };
  }
  return undefined;
}

/** The longest known value whose whole name is typed, in the form that tells it from everyday words. */
function findKnown(text: string, facet: FacetName, known: readonly string[]): BareValue | undefined {
  const patternOf = barePatterns[facet];
  if (patternOf === undefined) return undefined;
  for (const value of [...known].sort((a, b) => b.length - a.length)) {
    const pattern = patternOf(value);
    const [source] = (pattern === undefined ? undefined : pattern.exec(text)) ?? [];
    if (source !== undefined) return { value, source };
  }
  return undefined;
}

type BarePattern = (value: string) => RegExp | undefined;

const barePatterns: Partial<Readonly<Record<FacetName, BarePattern>>> = {
  // A brand alone may be a fruit.
  camera: (camera) => (/[\d\s]/u.test(camera) ? new RegExp(alone(escape(camera)), 'iu') : undefined),
  type: (type) => {
    const name = type === 'JPEG' ? 'jpe?g' : escape(type);
    const files = '[ -]?(?:files?|photos?|images?|pictures?)|\\s?(?:格式的?|图片|照片|文件)+';
    // Makers' names of raw files are other things as well.
    const isCommon = /^(?:jpeg|png|gif|webp|avif|bmp|tiff|heic|heif)$/iu.test(type);
    return new RegExp(
      `${notInWord}${name}${isCommon ? 's?' : ''}(?:${files})${isCommon ? '?' : ''}${notInLatin}`,
      'iu',
    );
  },
  place: (place) => {
    if (/\p{Script=Han}/u.test(place)) {
      const name = escape(place);
      const rest = '(?:拍摄?的?|的)';
      return new RegExp(`[在于]${name}${rest}?|(?<=^|\\s)${name}(?:${rest}|(?=\\s|$))`, 'u');
    }
    if (place.length < 3) return undefined;
    if (everyday.has(foldValue(place))) return new RegExp(`${notInWord}(?:in|from) ${escape(place)}${notInLatin}`, 'u');
    return new RegExp(`${notInWord}(?:(?:in|at|from) )?(?:the )?${escape(place)}${notInLatin}`, 'iu');
  },
};

const notInWord = '(?<![\\p{L}\\p{N}_.-])';
const notInLatin = "(?![\\p{Script=Latin}\\p{N}_'’-])";

function alone(pattern: string): string {
  return `${notInWord}(?:${pattern})(?![\\p{L}\\p{N}_-])`;
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
}

/** The filter of the library: of several values of one facet each will do, where items have one only. */
export function toLibraryFilter(filters: readonly QueryFilter[]): Filter {
  const together: Filter[] = [];
  const single = new Map<FacetName, Filter[]>();
  for (const filter of filters) {
    if (filter.kind === 'value' && facets[filter.facet].isSingle === true)
      single.set(filter.facet, [...(single.get(filter.facet) ?? []), filter.filter]);
    else together.push(filter.filter);
  }
  return { and: [...together, ...[...single.values()].map((each) => ({ or: each }))] };
}
