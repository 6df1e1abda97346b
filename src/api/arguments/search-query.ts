import { copyData } from '../../core/copy-data.ts';
import type { ExampleWeights } from '../../library/search/rocchio.ts';
import type { Query, UnlikeText } from '../../library/search/query.ts';
import { toImageSource, type ImageInput } from '../../sample/image-input.ts';
import { embedSource, type CustomModality, type ModalitySources } from '../../sample/modality.ts';

/**
 * A query: `{ text }`, `{ image }`, `{ item }` (an id: "similar to this"), or a text with an image or item; `weight` (0
 * to 1, default 0.5) is then the share of the text. Or examples: `{ like, unlike }` (ids: "more like these, less like
 * those"), with or without a text; `weights` sets the weight of each part. `unlike` also takes texts,
 * `{ text: 'dog' }`: what shows a dog moves to the end, also for a query with an image. A plain string in `unlike` is
 * an id.
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

/** A query; with custom modalities also `{ <name>: source }`, which finds parts of that modality. */
export type SearchQueryOf<M extends readonly CustomModality[]> = SearchQuery | ModalitySources<M>;

/** A query as a caller may have made it, with names of custom modalities among its fields. */
export type AnyQuery = SearchQuery & Readonly<Record<string, unknown>>;

/** Dependencies of {@link toQuery}. */
interface QueryDeps {
  readonly modalities: readonly CustomModality[];
  readonly signal: AbortSignal | undefined;
}

/**
 * Converts a checked query so that it can cross to the worker. @throws what {@link toImageSource} and custom modalities
 * throw
 */
export async function toQuery(query: AnyQuery, { modalities, signal }: QueryDeps): Promise<Query> {
  const name = modalities.map((each) => each.name).find((each) => query[each] !== undefined);
  if (name !== undefined)
    return { custom: await embedSource({ kind: `custom:${name}`, source: query[name] }, modalities, { signal }) };
  const { image, ...rest }: SearchQuery = query;
  const { text, item, weight, like, unlike, weights } = rest;
  // Copied, because the message is only sent once the image is read and the worker has started.
  const given = Object.entries(copyData({ text, item, weight, like, unlike, weights })).filter(
    ([, part]) => part !== undefined,
  );
  const source = image === undefined ? {} : { image: await toImageSource(image) };
  return { ...Object.fromEntries(given), ...source };
}
