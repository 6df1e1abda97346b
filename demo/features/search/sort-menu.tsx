import type { JSX } from 'preact';
import { language, useMessages } from '../../i18n/language.ts';
import { searchQuery, type Found, type PhotoOrder } from '../../state/search-state.ts';
import { useObservable } from '../../state/use-observable.ts';
import { MenuChip } from '../../ui/menu-chip.tsx';
import { chooseText } from './change-search.ts';
import { orderOf, orderToken } from './photo-order.ts';
import { withoutSource } from './split-filters.ts';

/** Chooses the order of what is shown. */
export function SortMenu({ found }: { readonly found: Found | undefined }): JSX.Element {
  const t = useMessages().find;
  const written = useObservable(language);
  const current = found === undefined ? 'newest' : orderOf(found);
  const usual =
    found === undefined ? 'newest' : orderOf({ ...found, understood: { ...found.understood, order: undefined } });
  const choices: readonly (PhotoOrder | undefined)[] = [
    ...(usual === undefined ? [undefined] : []),
    'newest',
    'oldest',
    'name',
  ];
  const entries = choices.map((by) => ({
    text: t.orders[by ?? 'relevance'],
    isOn: by === current,
    choose: () => {
      const { text } = searchQuery.value;
      const rest = withoutSource(text, found?.understood.order?.source ?? '');
      chooseText(by === usual || by === undefined ? rest : `${rest} ${orderToken(by, written)}`.trim());
    },
  }));
  return <MenuChip label={t.sorted(t.orders[current ?? 'relevance'])} entries={entries} />;
}
