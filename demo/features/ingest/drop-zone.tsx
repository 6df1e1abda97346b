import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useMessages } from '../../i18n/language.ts';
import { addPicked } from './add-picked.ts';
import { route } from '../../state/route.ts';
import { useObservable } from '../../state/use-observable.ts';
import { droppedCheckpoint, droppedFiles, type DroppedFolder } from './dropped-files.ts';
import { looksLikeImage, pickedFiles } from './picked-files.ts';

/** Properties of {@link DropZone}: both callbacks stay the same as long as it is shown. */
export interface DropZoneProps {
  /** Called with an image that was dropped or pasted on the search field. */
  readonly onQueryImage: (image: Blob) => void;
  /** Called with a folder that holds a model, dropped on the Models screen. */
  readonly onModelFolder: (folder: DroppedFolder) => void;
}

/** Takes images that are dropped or pasted anywhere: on the search field to search by, elsewhere to add. */
export function DropZone(props: DropZoneProps): JSX.Element | null {
  const { ingest: t, modelsScreen } = useMessages();
  const { screen } = useObservable(route);
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    window.addEventListener(
      'dragover',
      (event) => {
        if (event.dataTransfer?.types.includes('Files') !== true) return;
        event.preventDefault();
        setOver(true);
      },
      { signal },
    );
    window.addEventListener(
      'dragleave',
      (event) => {
        // Only leaving the window has no element that is entered.
        if (event.relatedTarget === null) setOver(false);
      },
      { signal },
    );
    window.addEventListener(
      'drop',
      (event) => {
        event.preventDefault();
        setOver(false);
        if (event.dataTransfer !== null) take(event.dataTransfer, event.target, props);
      },
      { signal },
    );
    window.addEventListener(
      'paste',
      (event) => {
        if (event.clipboardData !== null && event.clipboardData.files.length > 0)
          take(event.clipboardData, event.target, props);
      },
      { signal },
    );
    return () => {
      controller.abort();
    };
  }, []);
  if (!isOver) return null;
  return (
    <div class="drop">
      <p>
        <b>{t.dropHere}</b>
        <span>{screen === 'models' ? modelsScreen.dropFolder : t.dropToSearch}</span>
      </p>
    </div>
  );
}

function take(
  transfer: DataTransfer,
  target: EventTarget | null,
  { onQueryImage, onModelFolder }: DropZoneProps,
): void {
  const first = [...transfer.files].find(looksLikeImage);
  if (first !== undefined && target instanceof Element && target.closest('.search') !== null) {
    onQueryImage(first);
    return;
  }
  const picked = transfer.items.length > 0 ? droppedFiles(transfer) : Promise.resolve(pickedFiles(transfer.files));
  const checkpoint = route.value.screen === 'models' ? droppedCheckpoint(transfer) : Promise.resolve(undefined);
  void Promise.all([checkpoint, picked]).then(([folder, images]) => {
    if (folder === undefined) addPicked(images);
    else onModelFolder(folder);
  });
}
