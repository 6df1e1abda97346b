/** Where in the page the visitor is. */
export type Route =
  | { readonly screen: 'library' }
  | { readonly screen: 'photo'; readonly id: string }
  | { readonly screen: 'models' }
  | { readonly screen: 'credits' }
  | { readonly screen: 'scale' }
  | { readonly screen: 'stacks' }
  | { readonly screen: 'captions' }
  /** `code`: the screen whose code is shown. */
  | { readonly screen: 'how'; readonly code?: string };

/** The search of an address. */
export interface AddressSearch {
  /** As it was typed. */
  readonly text: string;
  /** Id of the photo whose like is searched for. */
  readonly like?: string;
  /** Ids of example photos: results should be more, or less, like them. */
  readonly more?: readonly string[];
  readonly less?: readonly string[];
  /** An image of the visitor's own; `lost` where the address says so but the image is not at hand. */
  readonly image?: Blob | 'lost';
}

/** Content of a hash. */
export interface Address {
  readonly route: Route;
  /** Undefined on screens that list no photos. */
  readonly search: AddressSearch | undefined;
}

/** The address that a hash says; anything unknown is the library. */
export function toAddress(hash: string): Address {
  const [path, query] = splitOnce(hash.replace(/^#\/?/, ''), '?');
  const [screen, id] = path.split('/');
  if (screen === 'models' || screen === 'credits' || screen === 'scale' || screen === 'stacks' || screen === 'captions')
    return { route: { screen }, search: undefined };
  if (screen === 'how')
    return {
      route: { screen, ...(id === undefined || id === '' ? {} : { code: decodeSafely(id) }) },
      search: undefined,
    };
  const search = toSearch(query);
  if (screen === 'photo' && id !== undefined && id !== '') return { route: { screen, id: decodeSafely(id) }, search };
  return { route: { screen: 'library' }, search };
}

/** The hash of an address. The library and photos carry the search along, other screens do not. */
export function fromAddress(route: Route, search: AddressSearch): string {
  if (route.screen === 'library') return `#/${fromSearch(search)}`;
  if (route.screen === 'photo') return `#/photo/${encodeURIComponent(route.id)}${fromSearch(search)}`;
  if (route.screen === 'how' && route.code !== undefined) return `#/how/${encodeURIComponent(route.code)}`;
  return `#/${route.screen}`;
}

/** Whether two addresses search for the same. */
export function sameSearch(a: AddressSearch, b: AddressSearch): boolean {
  const isSame = (one: readonly string[] = [], other: readonly string[] = []): boolean =>
    one.length === other.length && one.every((id, index) => id === other[index]);
  return (
    a.text === b.text && a.like === b.like && a.image === b.image && isSame(a.more, b.more) && isSame(a.less, b.less)
  );
}

function toSearch(query: string): AddressSearch {
  const values = new URLSearchParams(query);
  const like = values.get('like');
  const ids = (name: string): readonly string[] => [...new Set(values.getAll(name).filter((id) => id !== ''))];
  const [more, less] = [ids('more'), ids('less')];
  return {
    text: values.get('q') ?? '',
    ...(like === null || like === '' ? {} : { like }),
    ...(more.length === 0 ? {} : { more }),
    ...(less.length === 0 ? {} : { less }),
    ...(values.has('image') ? { image: 'lost' } : {}),
  };
}

function fromSearch({ text, like, image, more = [], less = [] }: AddressSearch): string {
  const values = new URLSearchParams();
  if (text.trim() !== '') values.set('q', text);
  if (like !== undefined) values.set('like', like);
  for (const id of more) values.append('more', id);
  for (const id of less) values.append('less', id);
  if (image !== undefined) values.set('image', '');
  return values.size === 0 ? '' : `?${values.toString()}`;
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
