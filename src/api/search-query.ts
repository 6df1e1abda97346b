import { checkText } from '../core/check.ts';
import type { Query } from '../protocol/worker-methods.ts';
import { toImageSource, type ImageInput } from './image-input.ts';

/**
 * What to look for: `{ text }`, `{ image }`, `{ item }` (an id: "similar to this"), or a text together with a picture
 * or item; `weight` (0 to 1, default 0.5) is then the share of the words.
 */
export interface SearchQuery {
  readonly text?: string;
  readonly image?: ImageInput;
  readonly item?: string;
  readonly weight?: number;
}

/** Checks a query and makes it fit to cross to the worker. @throws TypeError, RangeError */
export async function toQuery({ text, image, item, weight }: SearchQuery): Promise<Query> {
  if (image !== undefined && item !== undefined)
    throw new TypeError('Expected a query to have an `image` or an `item`, not both.');
  if (weight !== undefined && !(weight >= 0 && weight <= 1))
    throw new RangeError(`Expected \`weight\` to be a number from 0 to 1, got \`${String(weight)}\`.`);
  if (text !== undefined) checkText('text', text);
  const words = { ...(text === undefined ? {} : { text }), ...(weight === undefined ? {} : { weight }) };
  if (image !== undefined) return { image: await toImageSource(image), ...words };
  if (item !== undefined) {
    checkText('item', item);
    return { item, ...words };
  }
  if (text === undefined) throw new TypeError('Expected a query with a `text`, an `image` or an `item`.');
  return { text };
}
