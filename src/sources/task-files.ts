import { rolesFor } from '../families/blip/blip-loader.ts';
import { filesOf, partOf, type Manifest } from '../families/packs/manifest.ts';

type Task = Manifest['tasks'][number];

/** Paths of every file that the tasks need, each once. @throws OnsightError `unsupported-model` when a part is missing */
export function filesForTasks(manifest: Manifest, tasks: readonly Task[]): readonly string[] {
  const parts = tasks.flatMap((task) => rolesForTask(manifest, task)).map((role) => partOf(manifest, role));
  const tokenizer = parts.some((part) => 'ids' in part.in) ? [manifest.text.tokenizer] : [];
  return [...new Set([...tokenizer, ...parts.flatMap(filesOf)])];
}

function rolesForTask(manifest: Manifest, task: Task): readonly string[] {
  switch (task) {
    case 'embed-text':
      return ['text_model'];
    case 'embed-image':
      return ['vision_encoder'];
    default:
      return rolesFor(manifest, task);
  }
}
