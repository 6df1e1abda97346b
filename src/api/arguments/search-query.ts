import { copyData } from '../../core/copy-data.ts';
import type { ExampleWeights } from '../../library/search/rocchio.ts';
import type { Query, UnlikeText } from '../../library/search/query.ts';
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

/** Makes a checked query fit to cross to the worker. @throws what {@link toImageSource} throws */
export async function toQuery({ image, ...rest }: SearchQuery): Promise<Query> {
  const { text, item, weight, like, unlike, weights } = rest;
  // Copied: the message leaves only when the image is read and the worker has started.
  const given = Object.entries(copyData({ text, item, weight, like, unlike, weights })).filter(
    ([, part]) => part !== undefined,
  );
  const source = image === undefined ? {} : { image: await toImageSource(image) };
  return { ...Object.fromEntries(given), ...source };
}
