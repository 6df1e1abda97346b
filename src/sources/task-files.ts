import { audioClassesFile, audioRoles } from '../families/audio/audio-model.ts';
import { rolesFor } from '../families/blip/blip-loader.ts';
import { speechRoles } from '../families/speech/speech-model.ts';
import { ocrRoles } from '../families/ocr/ocr-model.ts';
import { capabilityOf, type ModelTask } from '../families/capabilities.ts';
import { encoderRole, filesOfRoles, type Manifest } from '../families/packs/manifest.ts';

/** Paths of all files that the tasks need, each once. @throws OnsightError `unsupported-model` if a part is missing */
export function filesForTasks(manifest: Manifest, tasks: readonly ModelTask[]): readonly string[] {
  const files = filesOfRoles(
    manifest,
    tasks.flatMap((task) => rolesForTask(manifest, task)),
  );
  const hears = tasks.some((task) => capabilityOf[task] === 'encode:audio');
  return [...files, ...(hears ? audioClassesFile(manifest) : [])];
}

/** Tasks of a manifest that this version supports; others, such as those of audio, are described but not used. */
export function tasksOf({ tasks }: Manifest): readonly ModelTask[] {
  return tasks.filter((task): task is ModelTask => task in capabilityOf);
}

function rolesForTask(manifest: Manifest, task: ModelTask): readonly string[] {
  switch (task) {
    case 'embed-text':
      return [encoderRole(manifest, 'text')];
    case 'embed-image':
      return [encoderRole(manifest, 'image')];
    case 'embed-audio':
    case 'tag-audio':
      return audioRoles(manifest);
    case 'read-text':
      return ocrRoles;
    case 'detect-speech':
      return speechRoles;
    case 'transcribe':
      return [];
    default:
      return rolesFor(manifest, task);
  }
}
