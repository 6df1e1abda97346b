import { OnsightError } from '../../core/errors.ts';
import type { LoadProgress, OnProgress } from '../../core/progress.ts';
import type { ModelSession } from '../../runtime/model-session.ts';
import type { BatchSize } from '../batch-size.ts';
import type { EmbeddingModel } from '../embedding-model.ts';
import { partOf, type Manifest } from '../manifest.ts';
import type { ModelFiles } from '../model-files.ts';
import { createTextTokenizer } from '../text-tokenizer.ts';
import { TwoTowerModel, type TowerLoader } from '../two-tower-model.ts';
import { ImageTower } from './image-tower.ts';
import { toEmbeddingInfo, toImageSpec } from './pack-info.ts';
import { TextTower } from './text-tower.ts';

/** What a pack's model stands on; handed in by the worker. */
export interface PackModelParts {
  readonly manifest: Manifest;
  readonly files: ModelFiles;
  /** Makes a session of a part's bytes on the back end that suits it. */
  readonly openSession: (role: string, bytes: Uint8Array, signal: AbortSignal) => Promise<ModelSession>;
  readonly imageBatch: BatchSize;
}

/**
 * The embedding half of a pack in our own format, on our own sessions. Nothing is loaded until a tower is first used.
 *
 * @throws OnsightError `unsupported-model` when the pack has no joint space
 */
export function createPackModel(parts: PackModelParts): EmbeddingModel {
  const { manifest, imageBatch } = parts;
  return new TwoTowerModel({
    info: toEmbeddingInfo(manifest),
    image: toImageSpec(manifest),
    imageBatch,
    createLoader: (report) => new PackLoader(parts, report),
  });
}

class PackLoader implements TowerLoader {
  readonly #parts: PackModelParts;
  readonly #report: OnProgress<LoadProgress>;
  readonly #sessions: ModelSession[] = [];

  constructor(parts: PackModelParts, report: OnProgress<LoadProgress>) {
    this.#parts = parts;
    this.#report = report;
  }

  async loadText(signal: AbortSignal): Promise<TextTower> {
    const { manifest } = this.#parts;
    const part = partOf(manifest, 'text_model');
    const [tokenizerFile, graph] = await this.#read([manifest.text.tokenizer, part.file], signal);
    const tokenizer = await createTextTokenizer(manifest.id, tokenizerFile, {
      maxTokens: manifest.text.maxTokens,
      pad: manifest.text.tokens['pad'] ?? 0,
    });
    return new TextTower(await this.#open('text_model', graph, signal), tokenizer, part);
  }

  async loadImage(signal: AbortSignal): Promise<ImageTower> {
    const { manifest } = this.#parts;
    const part = partOf(manifest, 'vision_encoder');
    const [graph] = await this.#read([part.file], signal);
    return new ImageTower(await this.#open('vision_encoder', graph, signal), part, toImageSpec(manifest));
  }

  async #read<const P extends readonly string[]>(
    paths: P,
    signal: AbortSignal,
  ): Promise<{ readonly [I in keyof P]: Blob }> {
    const blobs = await this.#parts.files.read(paths, { signal, onProgress: this.#report });
    if (blobs.length !== paths.length) throw new OnsightError('internal', { reason: 'files are missing' });
    // The lengths are equal, which a mapped tuple type cannot express.
    return blobs as unknown as { readonly [I in keyof P]: Blob };
  }

  async #open(role: string, graph: Blob, signal: AbortSignal): Promise<ModelSession> {
    const model = this.#parts.manifest.id;
    this.#report({ phase: 'initialise', model, part: role });
    const session = await this.#parts.openSession(role, new Uint8Array(await graph.arrayBuffer()), signal);
    this.#sessions.push(session);
    this.#report({ phase: 'ready', model });
    return session;
  }

  async end(): Promise<void> {
    for (const session of this.#sessions) await session.dispose();
  }
}
