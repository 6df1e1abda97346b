import { Lane } from '../../../core/async/lane.ts';
import { decodeImage } from '../../../media/image/decode-image.ts';
import type { ImageSpec } from '../../../media/tensor/image-spec.ts';
import { fitToSpec } from '../../../media/tensor/to-tensor.ts';
import { createModelSession } from '../../../runtime/model-session.ts';
import type { Backend } from '../../../runtime/backend.ts';
import { parseManifest } from '../../packs/manifest.ts';
import { PackSessions } from '../../packs/pack-sessions.ts';
import type { LazyImage } from '../../vision-language-model.ts';

/** The sessions of a pack, and the roles they were opened for, in order. */
export interface TestPack {
  readonly sessions: PackSessions;
  readonly opened: readonly string[];
}

/** The pack at `url`. */
export function openPack(url: string, backend: Backend = 'wasm'): Promise<TestPack> {
  return openPackFrom(url, async (path) => (await fetch(`${url}/${path}`)).blob(), backend);
}

/** Opens the pack whose files `read` returns. */
export async function openPackFrom(
  name: string,
  read: (path: string) => Promise<Blob>,
  backend: Backend = 'wasm',
): Promise<TestPack> {
  const opened: string[] = [];
  const lane = new Lane();
  const manifest = parseManifest(name, await (await read('onsight.json')).text());
  const sessions = new PackSessions({
    manifest,
    files: { read: (paths) => Promise.all(paths.map(read)) },
    openSession: (role, graph, signal) => {
      opened.push(role);
      return createModelSession(graph, { name: role, backend, lane, signal });
    },
  });
  return { sessions, opened };
}

/** A photograph of the samples; `reads` counts the reads of its pixels. */
export function sampleImage(file: string, spec: ImageSpec): LazyImage & { readonly reads: () => number } {
  let reads = 0;
  return {
    key: file,
    reads: () => reads,
    read: async () => {
      reads += 1;
      const image = await decodeImage(await (await fetch(`/samples/${file}`)).blob(), { name: file });
      return fitToSpec(image.pixels, spec);
    },
  };
}
