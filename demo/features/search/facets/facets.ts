import type { Filter, LibraryItem } from 'onsight';
import type { Language } from '../../../i18n/language.ts';
import type { FacetName } from '../../../state/search-state.ts';

type Metadata = LibraryItem['metadata'];
/** Words of both languages; the first of each is the one that the page writes. */
type Words = Readonly<Record<Language, readonly [string, ...string[]]>>;

/** Something that photos have values of, and that a search can be narrowed down to. */
export interface Facet {
  readonly valuesOf: (metadata: Metadata) => readonly string[];
  /** Passes the items that have `value`. */
  readonly filterOf: (value: string) => Filter;
  /** True if an item has one value at most: of several values that are asked for, each will do. */
  readonly isSingle?: true;
  /** Words before a colon: `camera:X100`. */
  readonly prefixes?: Words;
  /** Words that name a value without a prefix. */
  readonly phrases?: Readonly<Record<string, Words>>;
}

/** All facets, in the order of the page. Another one is one entry here and its texts in `i18n/`. */
export const facets: Readonly<Record<FacetName, Facet>> = {
  place: { ...ofTexts('city', 'region', 'country'), prefixes: { en: ['place'], zh: ['地点', '地方'] } },
  camera: { ...ofTexts('camera'), isSingle: true, prefixes: { en: ['camera'], zh: ['相机'] } },
  folder: {
    valuesOf: ({ folder }) => (typeof folder === 'string' ? pathsTo(folder) : []),
    // Every path below it: "/" is followed by "0".
    filterOf: (folder) => ({ or: [{ folder }, { folder: { gte: `${folder}/`, lt: `${folder}0` } }] }),
    isSingle: true,
    prefixes: { en: ['folder'], zh: ['文件夹', '目录'] },
  },
  type: {
    valuesOf: ({ type, preview }) => [
      ...(typeof type === 'string' ? typeNames(type) : []),
      ...(preview === 'embedded' ? [raw] : []),
    ],
    filterOf: (name) => {
      if (name.toUpperCase() === raw) return { preview: 'embedded' };
      return { or: [{ type: { contains: `/${name}` } }, { type: { contains: `-${name}` } }] };
    },
    isSingle: true,
    prefixes: { en: ['type'], zh: ['类型', '格式'] },
  },
  keyword: { ...ofList('keywords'), prefixes: { en: ['keyword', 'tag'], zh: ['关键词', '标签'] } },
  people: { ...ofList('people'), prefixes: { en: ['person', 'people'], zh: ['人物'] } },
  captions: {
    ...ofPresence('caption'),
    phrases: {
      without: {
        en: ['without captions', 'without caption', 'no captions', 'uncaptioned'],
        zh: ['没有描述', '沒有描述', '无描述', '不带描述'],
      },
      with: { en: ['with captions', 'with caption', 'captioned'], zh: ['有描述', '带描述', '带有描述'] },
    },
  },
};

/** Camera raw files, whatever their maker. */
const raw = 'RAW';

/** The form in which values are compared. */
export function foldValue(value: string): string {
  return value.normalize('NFKC').toLowerCase().trim();
}

function ofTexts(...fields: readonly string[]): Pick<Facet, 'valuesOf' | 'filterOf'> {
  return {
    valuesOf: (metadata) => fields.map((field) => metadata[field]).filter(isFilled),
    filterOf: (value) => ({ or: fields.map((field) => ({ [field]: value })) }),
  };
}

function ofList(field: string): Pick<Facet, 'valuesOf' | 'filterOf'> {
  return {
    valuesOf: (metadata) => {
      const list = metadata[field];
      return Array.isArray(list) ? (list as readonly unknown[]).filter(isFilled) : [];
    },
    filterOf: (value) => ({ [field]: { contains: value } }),
  };
}

/** Whether an item has a text in `field`. */
function ofPresence(field: string): Pick<Facet, 'valuesOf' | 'filterOf'> {
  const filter: Filter = { and: [{ [field]: { exists: true } }, { [field]: { ne: '' } }] };
  return {
    valuesOf: (metadata) => [(metadata[field] ?? '') === '' ? 'without' : 'with'],
    filterOf: (value) => (value === 'with' ? filter : { not: filter }),
  };
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** The folders that hold a folder, and the folder itself. */
function pathsTo(folder: string): readonly string[] {
  const names = folder.split('/');
  return names.map((_, index) => names.slice(0, index + 1).join('/')).filter(isFilled);
}

/** 'JPEG' of 'image/jpeg', 'CR3' of 'image/x-canon-cr3'. */
function typeNames(mime: string): readonly string[] {
  const name =
    mime
      .split('/')[1]
      ?.split(/[-;]/)
      .at(mime.includes('/x-') ? -1 : 0) ?? '';
  return name === '' ? [] : [name.toUpperCase()];
}
