import type { IngestFile } from 'onsight';
import { samples } from 'virtual:samples';
import { sampleUrl } from '../../state/samples.ts';

/**
 * The sample photos with their credits as metadata, in the order of their list.
 *
 * @throws TypeError when the network is cut and the file is not in the page's cache
 */
export async function fetchSamples(
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<readonly IngestFile[]> {
  let done = 0;
  return Promise.all(
    samples.map(async ({ file, shows, author, licence, original }) => {
      const response = await fetch(sampleUrl(file), { signal });
      if (!response.ok) throw new TypeError(`Could not fetch ${file}: status ${String(response.status)}.`);
      const blob = await response.blob();
      onProgress(++done, samples.length);
      return { file: blob, name: file, metadata: { sample: true, shows, author, licence, original } };
    }),
  );
}
