import { copyData } from '../../core/copy-data.ts';
import type { ExampleWeights } from '../../library/search/rocchio.ts';
import type { Query, UnlikeText } from '../../library/search/query.ts';
import { toImageSource, type ImageInput } from '../../sample/image-input.ts';
import { embedSource, type CustomModality, type ModalitySources } from '../../sample/modality.ts';

/**
 * What to look for: `{ text }`, `{ image }`, `{ item }` (an id: "similar to this"), or a text together with an image
 * or item; `weight` (0 to 1, default 0.5) is then the share of the words. Or examples: `{ like, unlike }` (ids: "more
 * like these, less like those"), with or without a text; `weights` says how much each part counts. `unlike` also
 * takes texts, `{ text: 'dog' }`: what shows a dog moves to the end, of a query with an image too. A plain string in
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

/** What to look for; with custom modalities also `{ <name>: source }`, which finds parts of that modality. */
export type SearchQueryOf<M extends readonly CustomModality[]> = SearchQuery | ModalitySources<M>;

/** A query as a caller may have made it, with names of custom modalities among its fields. */
export type AnyQuery = SearchQuery & Readonly<Record<string, unknown>>;

/** What a query is made with. */
interface QueryDeps {
  readonly modalities: readonly CustomModality[];
  readonly signal: AbortSignal | undefined;
}

/** Makes a checked query fit to cross to the worker. @throws what {@link toImageSource} and custom modalities throw */
export async function toQuery(query: AnyQuery, { modalities, signal }: QueryDeps): Promise<Query> {
  const name = modalities.map((each) => each.name).find((each) => query[each] !== undefined);
  if (name !== undefined)
    return { custom: await embedSource({ kind: `custom:${name}`, source: query[name] }, modalities, { signal }) };
  const { image, ...rest }: SearchQuery = query;
  const { text, item, weight, like, unlike, weights } = rest;
  // Copied: the message leaves only when the image is read and the worker has started.
  const given = Object.entries(copyData({ text, item, weight, like, unlike, weights })).filter(
    ([, part]) => part !== undefined,
  );
  const source = image === undefined ? {} : { image: await toImageSource(image) };
  return { ...Object.fromEntries(given), ...source };
}
