import { OnsightError } from '../../core/errors.ts';
import { firstOf, type EmbeddingModelInfo } from '../embedding-model.ts';
import type { Manifest } from '../packs/manifest.ts';

/** True when pictures and texts of a pack have one space. */
export function hasJointSpace(manifest: Manifest): boolean {
  return manifest.embedding !== undefined && manifest.tasks.includes('embed-image');
}

/** Description of a pack's embedding space. @throws OnsightError `unsupported-model` without a joint space */
export function toEmbeddingInfo(manifest: Manifest): EmbeddingModelInfo {
  const { id, name, version, licence, embedding } = manifest;
  if (embedding === undefined || !manifest.tasks.includes('embed-image'))
    throw new OnsightError('unsupported-model', { model: id, reason: 'it has no joint space for pictures and text' });
  return {
    space: `${id}@${version}`,
    id,
    name,
    licence,
    dims: embedding.dims,
    languages: manifest.languages['embed-text'] ?? [],
    logitScale: embedding.logitScale,
    relevance: embedding.relevance,
    nounRelevance: embedding.relevances['noun-image'],
    phraseRelevance: embedding.relevances['phrase-image'],
    isCalibrated: embedding.calibrated,
    templates: manifest.text.templates,
    queryTemplates: { ...firstOf(manifest.text.templates), ...manifest.text.queryTemplates },
  };
}
