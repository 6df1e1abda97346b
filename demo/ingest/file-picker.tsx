import type { JSX, TargetedEvent } from 'preact';
import { addFiles } from './add-photos.ts';
import { folderOf, pickedFiles, pickedFolder } from './picked-files.ts';

/** What a picker looks like, and whether it opens folders. */
export interface FilePickerProps {
  readonly label: string;
  readonly class: string;
  readonly folder?: boolean;
}

/** A plain file input under a label that looks like a button: it works with keyboard, phone camera and automation alike. */
export function FilePicker({ label, class: name, folder = false }: FilePickerProps): JSX.Element {
  const onChange = (event: TargetedEvent<HTMLInputElement>): void => {
    const input = event.currentTarget;
    const chosen = [...(input.files ?? [])];
    // The same choice must count again the next time.
    input.value = '';
    const { files, ignored } = folder
      ? pickedFolder(chosen.map((file) => ({ file, folder: folderOf(file) })))
      : pickedFiles(chosen);
    addFiles(files, ignored);
  };
  return (
    <label class={`picker ${name}`}>
      {label}
      <input
        type="file"
        multiple
        class="picker__input"
        {...(folder ? { webkitdirectory: true } : { accept: 'image/*' })}
        onChange={onChange}
      />
    </label>
  );
}
