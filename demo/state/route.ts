import { observable, type Observable } from './observable.ts';

/** Where in the page the visitor is; kept in the hash of the address. */
export type Route =
  | { readonly screen: 'library' }
  | { readonly screen: 'photo'; readonly id: string }
  | { readonly screen: 'models' }
  | { readonly screen: 'credits' }
  | { readonly screen: 'scale' };

/** The route that a hash says; anything unknown is the library. */
export function toRoute(hash: string): Route {
  const [screen, id] = hash.replace(/^#\/?/, '').split('/');
  if (screen === 'photo' && id !== undefined && id !== '') return { screen, id: decodeSafely(id) };
  if (screen === 'models' || screen === 'credits' || screen === 'scale') return { screen };
  return { screen: 'library' };
}

/** The hash of a route. */
export function fromRoute(route: Route): string {
  if (route.screen === 'photo') return `#/photo/${encodeURIComponent(route.id)}`;
  return route.screen === 'library' ? '#/' : `#/${route.screen}`;
}

/** The current route. */
export const route: Observable<Route> = observable(toRoute(location.hash));

/** Goes to `next`; with `replace` the step does not get an entry of its own in the history. */
export function navigate(next: Route, options: { readonly replace?: boolean } = {}): void {
  const hash = fromRoute(next);
  if (hash === fromRoute(route.value)) return;
  if (options.replace === true) history.replaceState(null, '', hash);
  else history.pushState(null, '', hash);
  route.set(next);
}

addEventListener('popstate', () => {
  route.set(toRoute(location.hash));
});

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
