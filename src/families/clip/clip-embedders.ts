import type { LoadProgress, OnProgress } from '../../core/progress.ts';
import type { ImageSpec } from '../../media/tensor/image-spec.ts';
import type { BatchSize } from '../batch-size.ts';
import { LazyImageEmbedder } from '../image-embedder.ts';
import { LoadListeners } from '../load-listeners.ts';
import { encoderRole } from '../packs/manifest.ts';
import { packImageSpec, toPixelTensor } from '../packs/pack-image.ts';
import type { OpenPart, PackSessions } from '../packs/pack-sessions.ts';
import { LazyTextEmbedder, type Tower } from '../text-embedder.ts';
import { toEmbeddingInfo } from '../packs/pack-info.ts';
import type { Pixels } from '../../media/image/pixels.ts';
import { rowsOf, floatsOf } from '../../runtime/tensor-data.ts';
import type { AbortOptions } from '../../core/async/abort.ts';
import type { Priority } from '../../core/async/lane.ts';
import type { TextTokenizer } from '../packs/text-tokenizer.ts';
import { embedTokens } from '../packs/embed-tokens.ts';

/** Image encoder of a pack: fitted images to unit-length embeddings. */
class ImageTower implements Tower<Pixels> {
  readonly #part: OpenPart;
  readonly #spec: ImageSpec;

  constructor(part: OpenPart, spec: ImageSpec) {
    this.#part = part;
    this.#spec = spec;
  }

  /**
   * Embeds a batch of images of `spec.size`: `[images, 3, height, width]` in, one row of `dims` numbers per image out.
   */
  async embed(images: readonly Pixels[], options: TowerOptions = {}): Promise<readonly Float32Array[]> {
    const embeds = this.#part.output('embeds');
    const feeds = { [this.#part.input('pixels')]: toPixelTensor(images, this.#spec) };
    return rowsOf(floatsOf(await this.#part.session.run(feeds, { ...options, outputs: [embeds] }), embeds));
  }

  warm(options: AbortOptions): Promise<void> {
    return this.#part.warm(options);
  }
}

/** Options of a tower's batch. */
interface TowerOptions extends AbortOptions {
  readonly priority?: Priority;
}

/** Text encoder of a pack: texts to unit-length embeddings. */
class TextTower implements Tower<string> {
  readonly #part: OpenPart;
  readonly #tokenizer: TextTokenizer;

  constructor(part: OpenPart, tokenizer: TextTokenizer) {
    this.#part = part;
    this.#tokenizer = tokenizer;
  }

  /** Embeds a batch: `[texts, tokens]` in, one row of `dims` numbers per text out. */
  embed(texts: readonly string[], options: TowerOptions = {}): Promise<readonly Float32Array[]> {
    return embedTokens(this.#part, this.#tokenizer.encodeBatch(texts), options);
  }

  warm(options: AbortOptions): Promise<void> {
    return this.#part.warm(options);
  }
}

/** Dependencies of {@link createClipEmbedders}. */
interface ClipDeps {
  /** Not released by the embedders: they belong to their creator. */
  readonly sessions: PackSessions;
  readonly imageBatch: BatchSize;
}

/** Embedders of a pack, for each modality that it has an encoder for. */
export interface ClipEmbedders {
  readonly text: LazyTextEmbedder | undefined;
  readonly image: LazyImageEmbedder | undefined;
}

/**
 * Creates the embedders of a pack, on its own sessions. Nothing is loaded before first use.
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
    image: image && createImage(encoderRole(manifest, 'image'), packImageSpec(manifest)),
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
