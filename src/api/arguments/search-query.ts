import { checkText } from '../../core/check.ts';
import { copyData } from '../../core/copy-data.ts';
import type { ExampleWeights, Query, UnlikeText } from '../../protocol/worker-methods.ts';
import { toImageSource, type ImageInput } from '../../sample/image-input.ts';

/**
 * What to look for: `{ text }`, `{ image }`, `{ item }` (an id: "similar to this"), or a text together with a picture
 * or item; `weight` (0 to 1, default 0.5) is then the share of the words. Or examples: `{ like, unlike }` (ids: "more
 * like these, less like those"), with or without a text; `weights` says how much each part counts. `unlike` also
 * takes texts, `{ text: 'dog' }`: what shows a dog moves to the end, of a query with a picture too. A plain string in
 * `unlike` is an id.
 */
export interface SearchQuery {
  readonly text?: string;
  readonly image?: ImageInput;
  readonly item?: string;
  readonly weight?: number;
  readonly like?: readonly string[];
  readonly unlike?: readonly (string | UnlikeText)[];
  readonly weights?: ExampleWeights;
}

/** Checks a query and makes it fit to cross to the worker, which checks the examples. @throws TypeError, RangeError */
export async function toQuery({ image, ...rest }: SearchQuery): Promise<Query> {
  const { text, item, weight, like, unlike, weights } = rest;
  if (image !== undefined && item !== undefined)
    throw new TypeError('Expected a query to have an `image` or an `item`, not both.');
  if (weight !== undefined && !(weight >= 0 && weight <= 1))
    throw new RangeError(`Expected \`weight\` to be a number from 0 to 1, got \`${String(weight)}\`.`);
  if (text !== undefined) checkText('text', text);
  if (item !== undefined) checkText('item', item);
  if ([text, image, item, like, unlike].every((part) => part === undefined))
    throw new TypeError('Expected a query with a `text`, an `image`, an `item`, or examples in `like`.');
  // Copied: the message leaves only when the image is read and the worker has started.
  const given = Object.entries(copyData({ text, item, weight, like, unlike, weights })).filter(
    ([, part]) => part !== undefined,
  );
  const picture = image === undefined ? {} : { image: await toImageSource(image) };
  // The worker refuses what does not go together before it does anything.
  return { ...Object.fromEntries(given), ...picture };
}
