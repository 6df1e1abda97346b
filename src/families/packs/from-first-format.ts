import type * as v from 'valibot';
import type { firstManifestSchema } from './manifest-schema.ts';
import type { Manifest } from './manifest.ts';

/** A manifest of format `onsight-model/1` in the shape of `/2`, which is the only one that other code sees. */
export function fromFirstFormat({
  embedding,
  audio,
  tasks,
  ...manifest
}: v.InferOutput<typeof firstManifestSchema>): Manifest {
  const { tasks: audioTasks = [], ...features } = audio ?? {};
  const audioRoles = ['audio_encoder', 'audio_projection'].filter((role) => role in manifest.parts);
  // Checkpoints without a joint space have no encoder, whatever else they do with images and texts.
  const encoders =
    embedding === undefined
      ? {}
      : {
          ...(tasks.includes('embed-image') ? { image: ['vision_encoder'] } : {}),
          ...(tasks.includes('embed-text') ? { text: ['text_model'] } : {}),
          ...(audioTasks.includes('embed-audio') && audioRoles.length === 2 ? { audio: audioRoles } : {}),
        };
  return {
    ...manifest,
    format: 'onsight-model/2',
    tasks: [...tasks, ...audioTasks],
    audio: audio === undefined ? undefined : (features as Manifest['audio']),
    encoders,
    embedding: embedding && toEmbedding(embedding),
  };
}

type FirstEmbedding = NonNullable<v.InferOutput<typeof firstManifestSchema>['embedding']>;

function toEmbedding({ relevance, relevances, calibrated, ...rest }: FirstEmbedding): Manifest['embedding'] {
  const pairs = Object.entries({ ...relevances, 'text-image': relevance });
  return {
    ...rest,
    relevance: Object.fromEntries(pairs.map(([pair, curve]) => [pair, { ...curve, calibrated }])),
  };
}
