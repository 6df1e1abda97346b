import { addressSearch, navigate, route } from '../../state/route.ts';
import { sameSearch } from '../../state/address.ts';
import { cancelSearch, runSearch } from './run-search.ts';
import { fromAddressSearch, toAddressSearch } from './search-address.ts';
import { isEmpty, search, searchQuery, type ImageQuery, type SearchQuery } from '../../state/search-state.ts';
import { keepExamples, withExample, type ExampleSide } from '../../state/examples.ts';
import { isNewStep } from './search-steps.ts';

let changedAt = -Infinity;

/** Changes the words of the search, as they are typed. */
export function searchText(text: string): void {
  change(keepExamples({ ...searchQuery.value, text }), 'typed');
}

/** Changes the words of the search by something else than typing. */
export function chooseText(text: string): void {
  change(keepExamples({ ...searchQuery.value, text }), 'chosen');
}

/** Changes the image of the search. */
export function searchImage(image: ImageQuery | undefined): void {
  change(keepExamples({ ...searchQuery.value, image }), 'chosen');
}

/** Looks for photos that are like one of the library, whatever was looked for before. */
export function searchSimilar(id: string, name: string): void {
  change({ text: '', image: { kind: 'item', id, name } }, 'chosen');
}

/** Makes results more or less like a photo of the library; takes that back where it is so already. */
export function searchExample(id: string, side: ExampleSide): void {
  change(withExample(searchQuery.value, id, side), 'chosen');
}

/** Ends the search: the whole library is shown. */
export function clearSearch(): void {
  change({ text: '', image: undefined }, 'chosen');
}

/** Searches for what the address names, now and whenever the visitor goes back or forward. */
export function followAddress(): void {
  const follow = (): void => {
    if (sameSearch(addressSearch.value, toAddressSearch(searchQuery.value))) return;
    take(fromAddressSearch(addressSearch.value), 'chosen');
  };
  addressSearch.subscribe(follow);
  follow();
}

function change(query: SearchQuery, how: 'typed' | 'chosen'): void {
  const before = searchQuery.value;
  const moment = { changedAt, now: performance.now(), isAnswered: isAnswered() };
  const isStep = how === 'chosen' || route.value.screen !== 'library' || isNewStep(before, query, moment);
  take(query, how);
  navigate({ screen: 'library' }, { search: toAddressSearch(query), replace: !isStep });
}

function take(query: SearchQuery, how: 'typed' | 'chosen'): void {
  changedAt = performance.now();
  searchQuery.set(query);
  // While one types the running search may end: its results are close, and a slow device would show none otherwise.
  if (how === 'chosen') cancelSearch();
  runSearch('visitor');
}

function isAnswered(): boolean {
  const { status } = search.value;
  return status !== 'searching' || isEmpty(searchQuery.value);
}
