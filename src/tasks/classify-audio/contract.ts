import type { AudioRef } from '../../sample/part.ts';
import { defineTask, typeOf } from '../define-task.ts';

/** A label of a sound. */
export interface AudioClassification {
  readonly label: string;
  /** 0 to 1. */
  readonly probability: number;
}

/** Names what is heard in a sound. */
export const classifyAudio = defineTask({
  id: 'classifyAudio',
  model: 'embed',
  needs: ['embed-audio', 'tag-audio', 'embed-text'],
  params: typeOf<
    AudioRef & { readonly labels?: readonly string[] | undefined; readonly templates?: readonly string[] | undefined }
  >(),
  result: typeOf<readonly AudioClassification[]>(),
});
