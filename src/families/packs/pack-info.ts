import { OnsightError } from '../../core/errors.ts';
import { firstOf, type EmbeddingModelInfo } from '../embedding-model.ts';
import type { Manifest } from './manifest.ts';

/** True if a pack has an embedding space. */
export function hasEmbeddingSpace({ embedding, encoders }: Manifest): boolean {
  return embedding !== undefined && Object.keys(encoders).length > 0;
}

/** Description of a pack's embedding space. @throws OnsightError `unsupported-model` if it has none */
export function toEmbeddingInfo(manifest: Manifest): EmbeddingModelInfo {
  const { id, name, version, licence, embedding, text } = manifest;
  if (embedding === undefined)
    throw new OnsightError('unsupported-model', { model: id, reason: 'its onsight.json has no section `embedding`' });
  const { relevance, dims, logitScale } = embedding;
  const templates = text?.templates ?? {};
  return {
    space: `${id}@${version}`,
    id,
    name,
    licence,
    dims,
    languages: manifest.languages['embed-text'] ?? [],
    logitScale,
    relevance: relevance['text-image'],
    nounRelevance: relevance['noun-image'],
    phraseRelevance: relevance['phrase-image'],
    pairRelevance: measuredPairs(relevance),
    isCalibrated: relevance['text-image']?.calibrated ?? false,
    templates,
    queryTemplates: { ...firstOf(templates), ...text?.queryTemplates },
  };
}

/** Pairs with an audio side. The others have fields of their own. */
function measuredPairs(
  relevance: NonNullable<Manifest['embedding']>['relevance'],
): NonNullable<EmbeddingModelInfo['pairRelevance']> {
  return Object.fromEntries(
    Object.entries(relevance).filter(([pair, { calibrated }]) => calibrated && pair.split('-').includes('audio')),
  );
}
