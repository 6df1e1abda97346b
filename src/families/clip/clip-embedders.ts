import type { LoadProgress, OnProgress } from '../../core/progress.ts';
import type { ImageSpec } from '../../media/tensor/image-spec.ts';
import type { BatchSize } from '../batch-size.ts';
import { LazyImageEmbedder } from '../image-embedder.ts';
import { LoadListeners } from '../load-listeners.ts';
import { encoderRole } from '../packs/manifest.ts';
import { toImageSpec } from '../packs/pack-image.ts';
import type { OpenPart, PackSessions } from '../packs/pack-sessions.ts';
import { LazyTextEmbedder } from '../text-embedder.ts';
import { ImageTower } from './image-tower.ts';
import { toEmbeddingInfo } from './pack-info.ts';
import { TextTower } from './text-tower.ts';

/** Dependencies of {@link createClipEmbedders}. */
interface ClipDeps {
  /** Not released by the embedders: they belong to their creator. */
  readonly sessions: PackSessions;
  readonly imageBatch: BatchSize;
}

/** The embedders of a pack, for the modalities that it has an encoder for. */
export interface ClipEmbedders {
  readonly text: LazyTextEmbedder | undefined;
  readonly image: LazyImageEmbedder | undefined;
}

/**
 * The embedders of a pack, on its own sessions. Nothing is loaded until one is first used.
 *
 * @throws OnsightError `unsupported-model` if the pack has no embedding space
 */
export function createClipEmbedders({ sessions, imageBatch }: ClipDeps): ClipEmbedders {
  const { manifest } = sessions;
  const info = toEmbeddingInfo(manifest);
  const listeners = new LoadListeners();
  const load = (role: string, signal: AbortSignal): Promise<OpenPart> =>
    openRole(sessions, role, signal, listeners.report);
  const createText = (role: string): LazyTextEmbedder =>
    new LazyTextEmbedder({
      info,
      listeners,
      loadWords: (signal) => sessions.tokenizer({ signal }),
      loadTower: async (signal) => {
        const part = await load(role, signal);
        return new TextTower(part, await sessions.tokenizer({ signal }));
      },
    });
  const createImage = (role: string, image: ImageSpec): LazyImageEmbedder =>
    new LazyImageEmbedder({
      info,
      image,
      batchSize: imageBatch,
      listeners,
      loadTower: async (signal) => new ImageTower(await load(role, signal), image),
    });
  const { text, image } = manifest.encoders;
  return {
    text: text && createText(encoderRole(manifest, 'text')),
    image: image && createImage(encoderRole(manifest, 'image'), toImageSpec(manifest)),
  };
}

async function openRole(
  sessions: PackSessions,
  role: string,
  signal: AbortSignal,
  onProgress: OnProgress<LoadProgress>,
): Promise<OpenPart> {
  await sessions.fetch([role], { signal, onProgress });
  const part = await sessions.open(role, { signal, onProgress });
  onProgress({ phase: 'ready', model: sessions.manifest.id });
  return part;
}
