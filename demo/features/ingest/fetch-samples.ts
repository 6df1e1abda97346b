import type { NamedInput } from 'onsight';
import { embeddings, samples } from 'virtual:samples';
import { sampleUrl } from '../../state/samples.ts';

type GivenEmbedding = NonNullable<NamedInput['embedding']>;

/**
 * The sample photos with their credits as metadata, in the order of their list, with the embeddings that come with the
 * page.
 *
 * @throws TypeError when the network is cut and the file is not in the page's cache
 */
export async function fetchSamples(
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<readonly NamedInput[]> {
  let done = 0;
  const vectors = await fetchEmbeddings(signal);
  return Promise.all(
    samples.map(async ({ file, shows, author, licence, original }, index) => {
      const response = await fetch(sampleUrl(file), { signal });
      if (!response.ok) throw new TypeError(`Could not fetch ${file}: status ${String(response.status)}.`);
      const blob = await response.blob();
      onProgress(++done, samples.length);
      const embedding = vectors?.[index];
      const metadata = { sample: true, shows, author, licence, original };
      return { file: blob, name: file, metadata, ...(embedding === undefined ? {} : { embedding }) };
    }),
  );
}

/** Undefined if they cannot be fetched: the model then embeds the photos. */
async function fetchEmbeddings(signal: AbortSignal): Promise<readonly GivenEmbedding[] | undefined> {
  if (embeddings === undefined) return undefined;
  const { file, space, dims } = embeddings;
  const response = await fetch(sampleUrl(file), { signal }).catch(() => undefined);
  signal.throwIfAborted();
  if (response?.ok !== true) return undefined;
  const all = new Float32Array(await response.arrayBuffer());
  return samples.map((_, row) => ({ space, vector: all.subarray(row * dims, (row + 1) * dims) }));
}
