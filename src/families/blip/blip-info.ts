import { OnsightError } from '../../core/errors.ts';
import type { Manifest } from '../packs/manifest.ts';
import type { LanguageModelInfo, LanguageTask } from '../vision-language-model.ts';

const languageTasks: readonly LanguageTask[] = ['caption', 'vqa', 'match'];

/** What a page may know of a pack's language model. @throws OnsightError `unsupported-model` when it has no such task */
export function toLanguageInfo(manifest: Manifest): LanguageModelInfo {
  const { id, name, version, licence, languages } = manifest;
  const tasks = languageTasks.filter((task) => manifest.tasks.includes(task));
  if (tasks.length === 0)
    throw new OnsightError('unsupported-model', { model: id, reason: 'it neither writes nor answers nor matches' });
  return { key: `${id}@${version}`, id, name, licence, tasks, languages };
}
