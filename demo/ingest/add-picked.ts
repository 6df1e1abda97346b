import { messages } from '../i18n/language.ts';
import { showToast } from '../state/toast.ts';
import { addFiles } from './add-photos.ts';
import type { PickedFiles } from './picked-files.ts';

/** Adds what was picked, and says so when there was nothing to add in it. */
export function addPicked({ files, ignored }: PickedFiles): void {
  if (files.length === 0 && ignored > 0) showToast({ text: messages().ingest.nothingUsable });
  addFiles(files, ignored);
}
