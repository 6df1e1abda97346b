import type { ListedItem } from '../../../state/library/library-items.ts';
import { dateOf } from '../../../state/library/photo.ts';
import type { FacetName } from '../../../state/search-state.ts';
import { facets, foldValue } from './facets.ts';
import type { KnownValues } from './find-values.ts';

/** A value and how many photos have it. */
export interface CountedValue {
  readonly value: string;
  readonly count: number;
}

/** A month with photos. */
export interface CountedMonth {
  readonly year: number;
  /** 0 is January. */
  readonly month: number;
  readonly count: number;
}

/** Values of a list of photos, with counts: values by facet, those of most photos first, and months, latest first. */
export interface Tally {
  readonly values: ReadonlyMap<FacetName, readonly CountedValue[]>;
  readonly months: readonly CountedMonth[];
}

const tallies = new WeakMap<readonly ListedItem[], Tally>();

/** Counts once per list. */
export function tallyOf(items: readonly ListedItem[]): Tally {
  const known = tallies.get(items);
  if (known !== undefined) return known;
  const tally = { values: countValues(items), months: countMonths(items) };
  tallies.set(items, tally);
  return tally;
}

/** The values of all photos, in the spelling that came first. */
export function knownValues(items: readonly ListedItem[]): KnownValues {
  const { values } = tallyOf(items);
  return new Map([...values].map(([name, all]) => [name, all.map(({ value }) => value)]));
}

function countValues(items: readonly ListedItem[]): Tally['values'] {
  const names = Object.keys(facets) as readonly FacetName[];
  return new Map(
    names.map((name) => {
      const counts = new Map<string, { value: string; count: number }>();
      for (const { metadata } of items) {
        for (const [key, value] of new Map(facets[name].valuesOf(metadata).map((each) => [foldValue(each), each]))) {
          const counted = counts.get(key);
          if (counted === undefined) counts.set(key, { value, count: 1 });
          else counted.count += 1;
        }
      }
      return [name, [...counts.values()].sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))];
    }),
  );
}

function countMonths(items: readonly ListedItem[]): readonly CountedMonth[] {
  const counts = new Map<number, number>();
  for (const { photo } of items) {
    const date = dateOf(photo);
    if (date === undefined) continue;
    const key = date.getFullYear() * 12 + date.getMonth();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => b - a)
    .map(([key, count]) => ({ year: Math.floor(key / 12), month: key % 12, count }));
}
