import { firstOf, type EmbeddingModelInfo } from '../embedding-model.ts';
import type { HubPlan } from './hub-plan.ts';
import { hubPresets } from './hub-presets.ts';

/** Zero-shot prompts (OpenAI's and Chinese-CLIP's simplest ones), for the languages that have one here. */
const templates: Readonly<Record<string, readonly string[]>> = {
  en: ['a photo of a {}.', 'a photo of {}.', '{}'],
  zh: ['一张{}的照片。', '一张{}的图片。', '{}'],
};

/** What a page may know of a Hub model: a preset's figures where it is one, the family's defaults else. */
export function toHubInfo(plan: HubPlan): EmbeddingModelInfo {
  const { id, revision, family, dims, graphs } = plan;
  const preset = hubPresets.find((each) => each.id === id);
  const languages = preset?.languages ?? family.languages;
  const own = Object.fromEntries(Object.entries(templates).filter(([language]) => languages.includes(language)));
  return {
    space: `${id}@${revision}/${graphs.dtype}`,
    id,
    name: preset?.name ?? id,
    licence: preset?.licence ?? 'see the model card',
    dims,
    languages,
    logitScale: preset?.logitScale ?? family.logitScale,
    relevance: preset?.relevance ?? family.relevance,
    isCalibrated: preset?.relevance !== undefined,
    templates: own,
    queryTemplates: firstOf(own),
  };
}
