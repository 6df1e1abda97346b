import { OnsightError } from '../core/errors.ts';
import type { Manifest, ManifestPart } from './manifest.ts';

type Task = Manifest['tasks'][number];

/** The parts that each task runs, in the order in which they run; those marked may be missing. */
const rolesByTask: Readonly<Record<Task, readonly { readonly role: string; readonly optional?: true }[]>> = {
  'embed-text': [{ role: 'text_model' }],
  'embed-image': [{ role: 'vision_encoder' }],
  caption: [{ role: 'vision_encoder' }, { role: 'text_decoder_cross', optional: true }, { role: 'text_decoder' }],
  vqa: [
    { role: 'vision_encoder' },
    { role: 'text_encoder' },
    { role: 'text_decoder_cross', optional: true },
    { role: 'text_decoder' },
  ],
  match: [{ role: 'vision_encoder' }, { role: 'text_encoder' }],
};

/**
 * The part that plays a role in a task: `caption.text_decoder` before `text_decoder`.
 *
 * @returns undefined when the pack has none
 */
export function partForTask(manifest: Manifest, task: Task, role: string): ManifestPart | undefined {
  return manifest.parts[`${task}.${role}`] ?? manifest.parts[role];
}

/** Paths of every file that the tasks need, each once. @throws OnsightError `unsupported-model` when a part is missing */
export function filesForTasks(manifest: Manifest, tasks: readonly Task[]): readonly string[] {
  const paths = new Set<string>();
  for (const task of tasks) {
    if (task !== 'embed-image') paths.add(manifest.text.tokenizer);
    for (const { role, optional } of rolesByTask[task]) {
      const part = partForTask(manifest, task, role);
      if (part !== undefined) paths.add(part.file);
      else if (optional !== true)
        throw new OnsightError('unsupported-model', { model: manifest.id, reason: `it has no part "${role}"` });
    }
  }
  return [...paths];
}
