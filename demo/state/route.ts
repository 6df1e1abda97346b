import { fromAddress, sameSearch, toAddress, type AddressSearch, type Route } from './address.ts';
import { observable, type WritableObservable } from 'onsight/state';

export type { AddressSearch, Route } from './address.ts';

/** How {@link navigate} goes. */
export interface NavigateOptions {
  /** Takes the place of the current entry of the history. */
  readonly replace?: boolean;
  /** The search that the address names from now on. @defaultValue the one that it names already */
  readonly search?: AddressSearch;
}

/** State of a history entry besides its address. */
interface EntryState {
  /** True if the entry before is the list that this photo was opened from. */
  readonly isOverList?: boolean;
  /** Key of the image that this entry searches by: images are no part of an address. */
  readonly image?: number;
}

const start = toAddress(location.hash);

/** The current route. */
export const route: WritableObservable<Route> = observable(start.route);

/** The search that the address names. Screens that list no photos leave it as it was. */
export const addressSearch: WritableObservable<AddressSearch> = observable(start.search ?? { text: '' });

/** Images searched by during this visit, for going back and forward. */
const images: Blob[] = [];

let waiting: (() => void) | undefined;
let isGoingBack = false;

/** Goes to `next`. Closing a photo goes back to the list that it was opened from: each photo is one step of Back. */
export function navigate(next: Route, options: NavigateOptions = {}): void {
  if (isGoingBack) {
    waiting = () => {
      navigate(next, options);
    };
    return;
  }
  const search = options.search ?? addressSearch.value;
  const hash = fromAddress(next, search);
  const from = route.value;
  const isSame = hash === fromAddress(from, addressSearch.value);
  if (isSame && sameSearch(search, addressSearch.value)) return;
  const closes = from.screen === 'photo' && next.screen === 'library' && sameSearch(search, addressSearch.value);
  if (closes && entryState().isOverList === true) {
    isGoingBack = true;
    history.back();
  } else {
    write(hash, toState(next, from, search), options.replace === true);
  }
  show(next, search);
}

/** The image that the current entry searches by, if it was chosen during this visit. */
export function imageOfEntry(): Blob | undefined {
  const { image } = entryState();
  return image === undefined ? undefined : images[image];
}

function toState(next: Route, from: Route, { image }: AddressSearch): EntryState {
  const isOverList =
    next.screen === 'photo' &&
    (from.screen === 'library' || (from.screen === 'photo' && entryState().isOverList === true));
  if (!(image instanceof Blob)) return { isOverList };
  if (!images.includes(image)) images.push(image);
  return { isOverList, image: images.indexOf(image) };
}

function write(hash: string, state: EntryState, replaces: boolean): void {
  if (replaces) history.replaceState(state, '', hash);
  else history.pushState(state, '', hash);
}

function entryState(): EntryState {
  return (history.state ?? {}) as EntryState; // written by this module only
}

function show(next: Route, search: AddressSearch): void {
  if (!sameSearch(search, addressSearch.value)) addressSearch.set(search);
  route.set(next);
}

// Also called when a link to another hash is followed.
addEventListener('popstate', () => {
  const { route: next, search } = toAddress(location.hash);
  isGoingBack = false;
  show(next, withImage(search) ?? addressSearch.value);
  const queued = waiting;
  waiting = undefined;
  queued?.();
});

function withImage(search: AddressSearch | undefined): AddressSearch | undefined {
  if (search?.image === undefined) return search;
  return { ...search, image: imageOfEntry() ?? 'lost' };
}
