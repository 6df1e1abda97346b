import type { LoadProgress, OnProgress } from '../../core/progress.ts';
import type { BatchSize } from '../batch-size.ts';
import type { EmbeddingModel } from '../embedding-model.ts';
import { toImageSpec } from '../packs/pack-image.ts';
import type { PackSessions } from '../packs/pack-sessions.ts';
import { TwoTowerModel, type TowerLoader } from '../two-tower-model.ts';
import { ImageTower } from './image-tower.ts';
import { toEmbeddingInfo } from './pack-info.ts';
import { TextTower } from './text-tower.ts';

/** What a pack's model stands on; handed in by the worker. */
export interface PackModelParts {
  /** Stay open when the model is disposed: they are their creator's. */
  readonly sessions: PackSessions;
  readonly imageBatch: BatchSize;
}

/**
 * The embedding half of a pack in our own format, on our own sessions. Nothing is loaded until a tower is first used.
 *
 * @throws OnsightError `unsupported-model` when the pack has no joint space
 */
export function createPackModel({ sessions, imageBatch }: PackModelParts): EmbeddingModel {
  const { manifest } = sessions;
  return new TwoTowerModel({
    info: toEmbeddingInfo(manifest),
    image: toImageSpec(manifest),
    imageBatch,
    createLoader: (report) => createPackLoader(sessions, report),
  });
}

function createPackLoader(sessions: PackSessions, onProgress: OnProgress<LoadProgress>): TowerLoader {
  const { manifest } = sessions;
  return {
    loadWords: (signal) => sessions.tokenizer({ signal }),
    loadText: async (signal) => {
      await sessions.fetch(['text_model'], { signal, onProgress });
      const part = await sessions.open('text_model', { signal, onProgress });
      const tokenizer = await sessions.tokenizer({ signal });
      onProgress({ phase: 'ready', model: manifest.id });
      return new TextTower(part, tokenizer);
    },
    loadImage: async (signal) => {
      await sessions.fetch(['vision_encoder'], { signal, onProgress });
      const part = await sessions.open('vision_encoder', { signal, onProgress });
      onProgress({ phase: 'ready', model: manifest.id });
      return new ImageTower(part, toImageSpec(manifest));
    },
    end: () => Promise.resolve(),
  };
}
