import { observable, type WritableObservable } from 'onsight/state';
import { coalesce } from '../coalesce.ts';
import { ingest, isAdding } from '../ingest-state.ts';
import { recall, remember } from '../remembered.ts';
import { readySession } from '../session.ts';
import { libraryPhotos } from './library-photos.ts';

/** Groups of photos that look alike. */
export interface LookAlikes {
  readonly isOn: boolean;
  readonly isLooking: boolean;
  /** Ids of each group. */
  readonly groups: readonly (readonly string[])[];
  /** The group that is open in the grid. */
  readonly open: readonly string[] | undefined;
}

const key = 'look-alikes';

/** The look-alikes of the library; none until the visitor wants them together. */
export const lookAlikes: WritableObservable<LookAlikes> = observable({
  isOn: recall(key) !== undefined,
  isLooking: false,
  groups: [],
  open: undefined,
});

/** Shows look-alikes as one photo from now on and at later visits, or each by itself again. */
export function switchLookAlikes(isOn: boolean): void {
  remember(key, isOn ? 'on' : undefined);
  lookAlikes.set({ isOn, isLooking: false, groups: [], open: undefined });
  if (isOn) void refresh();
}

/** Opens the group of a photo in the grid; undefined closes the open one. */
export function openLookAlikes(id: string | undefined): void {
  const { value } = lookAlikes;
  const open = id === undefined ? undefined : value.groups.find((group) => group.includes(id));
  lookAlikes.set({ ...value, open });
}

/** Keeps {@link lookAlikes} as the library is, whenever nothing is being added. */
export function followLookAlikes(): void {
  const follow = (): void => {
    const { value } = libraryPhotos;
    if (lookAlikes.value.isOn && value.status === 'known' && !isAdding(ingest.value)) void refresh();
  };
  libraryPhotos.subscribe(follow);
  ingest.subscribe(follow);
  follow();
}

let compared: unknown;

const refresh = coalesce(async () => {
  const { value } = libraryPhotos;
  if (!lookAlikes.value.isOn || value === compared) return;
  lookAlikes.set({ ...lookAlikes.value, isLooking: true });
  try {
    const { library } = await readySession();
    const groups = (await library.duplicates({ level: 'similar' })).map(({ ids }) => ids);
    compared = value;
    show(groups);
  } catch {
    // The library was closed or is busy with another model: the next change tries again.
    lookAlikes.set({ ...lookAlikes.value, isLooking: false });
  }
});

function show(groups: LookAlikes['groups']): void {
  const { isOn, open } = lookAlikes.value;
  const stillOpen = groups.find((group) => open?.some((id) => group.includes(id)));
  lookAlikes.set({ isOn, isLooking: false, groups: isOn ? groups : [], open: stillOpen });
}

/** A list in which look-alikes are one photo. */
export interface CollapsedList<T> {
  readonly photos: readonly T[];
  /** How many of them, at the end, are weak matches. */
  readonly weak: number;
  /** How many look-alikes stand behind a photo, by its id. */
  readonly more: ReadonlyMap<string, number>;
}

/** The first photo of each group with the others behind it; those of the open group stand beside each other. */
export function collapseList<T extends { readonly id: string }>(
  photos: readonly T[],
  weak: number,
  { groups, open }: Pick<LookAlikes, 'groups' | 'open'>,
): CollapsedList<T> {
  const groupOf = new Map(groups.flatMap((group) => group.map((id) => [id, group] as const)));
  const byId = new Map(photos.map((photo) => [photo.id, photo]));
  const firstWeak = photos.length - weak;
  const seen = new Set<readonly string[]>();
  const more = new Map<string, number>();
  const shown: T[] = [];
  let shownWeak = 0;
  photos.forEach((photo, place) => {
    const group = groupOf.get(photo.id);
    if (group !== undefined && seen.has(group)) return;
    const others = (group ?? []).flatMap((id) => (id === photo.id ? [] : (byId.get(id) ?? [])));
    if (group !== undefined) seen.add(group);
    const together = group !== undefined && group === open ? [photo, ...others] : [photo];
    if (together.length === 1 && others.length > 0) more.set(photo.id, others.length);
    shown.push(...together);
    if (place >= firstWeak) shownWeak += together.length;
  });
  return { photos: shown, weak: shownWeak, more };
}
