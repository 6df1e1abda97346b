import { checkInteger, checkObject, checkText } from '../../core/check.ts';
import type { GroupBy, SearchOptions } from '../../library/search/query.ts';
import type { AnyQuery, SearchQuery } from './search-query.ts';

/** Input of a page in plain JavaScript. */
type Loose<T> = { readonly [K in keyof T]?: unknown };

const fields = ['text', 'image', 'item', 'like', 'unlike', 'weights', 'weight'];

/** Custom modalities, whose names are fields of queries. */
type Names = readonly { readonly name: string }[];

/**
 * Checks a query.
 *
 * @throws TypeError, RangeError if the query is invalid
 */
export function checkQuery(query: AnyQuery, modalities: Names = []): void {
  checkObject('query', query);
  const custom = modalities.map(({ name }) => name).filter((name) => query[name] !== undefined);
  const [first] = custom;
  if (first !== undefined) {
    const others = [...fields, ...custom.slice(1)].filter((name) => query[name] !== undefined);
    if (others.length === 0) return;
    throw new TypeError(`Expected a query with \`${first}\` alone, got it with \`${others.join('`, `')}\`.`);
  }
  const { text, image, item, like, unlike, weights, weight }: Loose<SearchQuery> = query;
  if ([text, image, item, like, unlike].every((part) => part === undefined))
    throw new TypeError('Expected a query with a `text`, an `image`, an `item`, or examples in `like`.');
  if (image !== undefined && item !== undefined) throw new TypeError('Expected an `image` or an `item`, got both.');
  if (text !== undefined) checkText('text', text);
  if (item !== undefined) checkText('item', item);
  if (like !== undefined || unlike !== undefined) checkExamples(query);
  else if (weights !== undefined) throw new TypeError('Expected `weights` together with `like` or `unlike`.');
  checkNumber('weight', weight);
}

function checkExamples(query: SearchQuery): void {
  const { like = [], unlike = [], weights } = query;
  for (const [name, ids] of Object.entries({ like, unlike } satisfies Record<string, unknown>)) {
    if (!Array.isArray(ids)) throw new TypeError(`Expected \`${name}\` to be a list, got \`${typeof ids}\`.`);
    for (const each of ids as readonly unknown[]) checkExample(name, each);
  }
  const isImage = query.image !== undefined || query.item !== undefined;
  const hasIds = like.length > 0 || unlike.some((each) => typeof each === 'string');
  if ((isImage && (hasIds || weights !== undefined)) || (!isImage && query.weight !== undefined))
    throw new TypeError(
      'Expected ids in `like` and `unlike` alone or with a `text`; `weights` says how much each counts.',
    );
  if (like.length === 0 && (unlike.length === 0 || (query.text === undefined && !isImage)))
    throw new TypeError(
      'Expected an id in `like`, or a `text` or image beside `unlike`: there is nothing to look for.',
    );
  const both = like.find((id) => unlike.includes(id));
  if (both !== undefined) throw new TypeError(`Expected "${both}" in \`like\` or in \`unlike\`, got it in both.`);
  for (const [name, value] of Object.entries(weights ?? {})) {
    if (!['text', 'like', 'unlike'].includes(name)) throw new TypeError(`Unknown weight \`${name}\`.`);
    checkNumber(`weights.${name}`, value, Number.MAX_VALUE);
  }
  for (const [name, ids] of [
    ['like', like],
    ['unlike', unlike.filter((each) => typeof each === 'string')],
  ] as const)
    if (ids.length > 0 && weights?.[name] === 0)
      throw new RangeError(
        `Expected \`weights.${name}\` to be above 0; leave \`${name}\` out where it does not count.`,
      );
}

/** An id, or in `unlike` an object with a text. */
function checkExample(name: string, example: unknown): void {
  if (name !== 'unlike' || typeof example !== 'object' || example === null) {
    checkText(name, example);
    return;
  }
  checkText('unlike.text', 'text' in example ? example.text : undefined);
  const unknown = Object.keys(example).find((key) => key !== 'text');
  if (unknown !== undefined)
    throw new TypeError(`Expected \`unlike\` to hold ids or \`{ text }\`, got a \`${unknown}\`.`);
}

/** Checks a search. @throws TypeError, RangeError if query or options are invalid or incompatible */
export function checkSearch(query: AnyQuery, options: SearchOptions, custom: Names = []): void {
  checkQuery(query, custom);
  const { limit, minRelevance, diversity, rerank, groupBy, after, modality, modalities }: Loose<SearchOptions> =
    options;
  checkModalities(modality === undefined ? modalities : [modality]);
  const own = custom.find(({ name }) => query[name] !== undefined)?.name;
  if (own !== undefined && (modality ?? modalities) !== undefined)
    throw new TypeError(
      `Expected a query with \`${own}\` without \`modalities\`: it finds parts of that modality only.`,
    );
  if (modality !== undefined && modalities !== undefined)
    throw new TypeError('Expected `modalities` or `modality`, got both. `modality` is the older name.');
  if (limit !== undefined) checkInteger('limit', limit as number, 1); // checked there
  checkNumber('minRelevance', minRelevance);
  checkNumber('diversity', diversity);
  const { words, keywords = words }: Loose<SearchOptions> = options;
  if (words !== undefined && keywords !== words)
    throw new TypeError('Expected `keywords` or `words`, got both. `words` is the older name.');
  if (keywords !== undefined && typeof keywords !== 'boolean')
    throw new TypeError(`Expected \`keywords\` to be true or false, got \`${typeof keywords}\`.`);
  if (query.text === undefined && (keywords === true || rerank !== undefined))
    throw new TypeError(`Expected a query with a \`text\`: \`${keywords === true ? 'keywords' : 'rerank'}\` reads it.`);
  if (rerank !== undefined) checkInteger('rerank.top', (rerank as { readonly top: number }).top, 1);
  if (groupBy !== undefined) checkGroupBy(groupBy);
  if (after !== undefined) checkAfter(after);
}

function checkModalities(modalities: unknown): void {
  if (modalities === undefined) return;
  if (!Array.isArray(modalities) || modalities.length === 0)
    throw new TypeError(
      "Expected `modalities` to be an array of 'image', 'text', 'audio' and 'video', with at least one.",
    );
  for (const modality of modalities as readonly unknown[])
    if (!['image', 'text', 'audio', 'video'].includes(String(modality)))
      throw new TypeError(
        `Expected \`modalities\` to hold 'image', 'text', 'audio' or 'video', got \`${String(modality)}\`.`,
      );
}

function checkGroupBy(groupBy: unknown): void {
  if (typeof groupBy !== 'string' && (typeof groupBy !== 'object' || groupBy === null))
    throw new TypeError('Expected `groupBy` to be the name of a metadata field, or `{ field, members }`.');
  const { field, members = 0 } = typeof groupBy === 'string' ? { field: groupBy } : (groupBy as GroupBy); // checked here
  checkText('groupBy', field);
  if (['and', 'or', 'not'].includes(field))
    throw new TypeError(`Expected \`groupBy\` to be the name of a field, got \`${field}\`: filters combine with it.`);
  checkInteger('groupBy.members', members, 0);
}

function checkAfter(after: unknown): void {
  if (!Array.isArray(after)) throw new TypeError('Expected `after` to be a list of the hits of the pages before.');
  for (const shown of after as readonly unknown[]) {
    if (typeof shown !== 'object' || shown === null || !('id' in shown))
      throw new TypeError('Expected `after` to hold hits, or objects `{ id }`.');
    checkText('after.id', shown.id);
  }
}

function checkNumber(name: string, value: unknown, max = 1): void {
  if (value === undefined || (typeof value === 'number' && value >= 0 && value <= max)) return;
  const range = max === 1 ? 'from 0 to 1' : '>= 0';
  throw new RangeError(
    `Expected \`${name}\` to be a number ${range}, got \`${typeof value === 'number' ? String(value) : typeof value}\`.`,
  );
}
