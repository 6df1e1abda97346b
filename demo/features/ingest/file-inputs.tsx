import type { JSX, TargetedEvent } from 'preact';
import { useMessages } from '../../i18n/language.ts';
import { addPicked } from './add-picked.ts';
import { hasHandlePicker, pickWithHandles } from './handle-picker.ts';
import { pickedFiles } from './picked-files.ts';

/** Photos to add, a folder of them, one from the camera; or an image to search by. */
export type PickerKind = 'photos' | 'folder' | 'camera' | 'query';

/** Opens the browser's picker. It must be called while a click or key is handled. */
export async function openPicker(kind: PickerKind): Promise<void> {
  const picked = hasHandlePicker(kind) ? await pickWithHandles(kind) : 'refused';
  if (picked === 'refused') document.getElementById(`pick-${kind}`)?.click();
  else if (picked !== 'cancelled') addPicked(picked);
}

/** Properties of {@link FileInputs}. */
export interface FileInputsProps {
  /** Called with an image to search by. */
  readonly onQueryImage: (image: Blob) => void;
}

/**
 * The page's file inputs, once each and out of sight: buttons open them, and they are there by their label for
 * everything that fills in forms. The one for photos comes first.
 */
export function FileInputs({ onQueryImage }: FileInputsProps): JSX.Element {
  const t = useMessages();
  return (
    <>
      <FileInput kind="photos" label={t.addPhotos} multiple onPick={(files) => addPicked(pickedFiles(files))} />
      <FileInput kind="folder" label={t.addFolder} webkitdirectory onPick={(files) => addPicked(pickedFiles(files))} />
      <FileInput
        kind="camera"
        label={t.takePhoto}
        accept="image/*"
        capture="environment"
        onPick={(files) => addPicked(pickedFiles(files))}
      />
      <FileInput
        kind="query"
        label={t.search.byImage}
        accept="image/*"
        onPick={([image]) => {
          if (image !== undefined) onQueryImage(image);
        }}
      />
    </>
  );
}

interface FileInputProps {
  readonly kind: PickerKind;
  readonly label: string;
  readonly multiple?: boolean;
  readonly webkitdirectory?: boolean;
  /** Where a photo is asked for. Not where photos are added: it would hide files with odd names from the picker. */
  readonly accept?: string;
  readonly capture?: 'environment';
  readonly onPick: (files: readonly File[]) => void;
}

function FileInput({ kind, label, onPick, ...how }: FileInputProps): JSX.Element {
  const onChange = ({ currentTarget: input }: TargetedEvent<HTMLInputElement>): void => {
    const files = [...(input.files ?? [])];
    // The same choice must count again the next time.
    input.value = '';
    onPick(files);
  };
  return (
    <input
      id={`pick-${kind}`}
      type="file"
      class="visually-hidden"
      tabIndex={-1}
      aria-label={label}
      {...how}
      onChange={onChange}
    />
  );
}
