import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { formatNumber } from '../../i18n/format.ts';
import { language, useMessages } from '../../i18n/language.ts';
import { focusPhoto } from '../../state/library/active-photo.ts';
import type { Photo } from '../../state/library/photo.ts';
import { useObservable } from '../../state/use-observable.ts';
import { MenuChip } from '../../ui/menu-chip.tsx';
import { monthParts } from './months.ts';

/** Timeline of a list in the order of dates: its months, each of which moves the keyboard to its first photo. */
export function JumpMenu({ photos }: { readonly photos: readonly Photo[] }): JSX.Element | null {
  const t = useMessages().find;
  const shown = useObservable(language);
  const parts = useMemo(() => monthParts(photos), [photos, shown]);
  if (parts.length === 0) return null;
  const entries = parts.map(({ title, start }, index) => ({
    text: title,
    detail: formatNumber((parts[index + 1]?.start ?? photos.length) - start),
    choose: () => {
      focusPhoto(photos[start]?.id);
    },
  }));
  return <MenuChip label={t.jump} entries={entries} />;
}
