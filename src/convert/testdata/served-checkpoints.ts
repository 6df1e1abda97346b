// URLs of all checkpoint files, resolved by Vite.
const urls = Object.keys(import.meta.glob('../../../fixtures/blip/onsight-test/*/*', { query: '?url' }));
const folder = '/fixtures/blip/onsight-test';

/** Names of the checkpoints in fixtures/blip, as served to tests. */
export const checkpointNames: readonly string[] = [...new Set(urls.map((url) => url.split('/').at(-2)!))];

/** The files of a checkpoint by their names. */
export async function readCheckpoint(name: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const own = urls.filter((url) => url.split('/').at(-2) === name).map((url) => url.split('/').at(-1)!);
  const read = async (file: string): Promise<[string, Uint8Array]> => [
    file,
    new Uint8Array(await (await fetch(`${folder}/${name}/${file}`)).arrayBuffer()),
  ];
  return new Map(await Promise.all(own.map(read)));
}

/** Golden output of Hugging Face for a checkpoint; see fixtures/blip/README.md. */
export async function fetchGolden<G>(name: string): Promise<G> {
  return (await (await fetch(`${folder}/${name}/golden.json`)).json()) as G;
}
