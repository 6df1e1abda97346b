import { messages } from '../../i18n/language.ts';
import { showToast } from '../../state/toast.ts';
import { addFiles } from './add-photos.ts';
import type { PickedFiles } from './picked-files.ts';

/** Adds picked files; shows a message if they were only system files. */
export function addPicked(picked: PickedFiles): void {
  const isEmpty = picked.files.length === 0 && picked.unopened.length === 0;
  if (!isEmpty) addFiles(picked);
  else if (picked.system > 0) showToast({ text: messages().ingest.nothingUsable });
}
