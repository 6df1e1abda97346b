import { useMemo } from 'preact/hooks';
import { language, useMessages } from '../../i18n/language.ts';
import { useObservable } from '../../state/use-observable.ts';
import type { GridSlot } from './grid-slots.ts';
import { monthParts, type GridPart } from './months.ts';

/** The parts of a list that have headings: months where it is in the order of dates, and the `weak` photos at its end. */
export function useGridParts(
  slots: readonly GridSlot[],
  weak: number,
  isByDate: boolean,
): { readonly parts: readonly GridPart[]; readonly starts: readonly number[] } {
  const { lessCertainPart } = useMessages().search;
  const shown = useObservable(language);
  return useMemo(() => {
    const sure = slots.slice(0, slots.length - weak);
    const months = isByDate ? monthParts(sure.map((slot) => ('photo' in slot ? slot.photo : slot.expected))) : [];
    // Where nothing is sure, the heading stands above the list.
    const parts = weak > 0 && sure.length > 0 ? [...months, { title: lessCertainPart, start: sure.length }] : months;
    return { parts, starts: parts.map(({ start }) => start) };
  }, [slots, weak, isByDate, shown]);
}
