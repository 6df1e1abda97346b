import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { useMessages } from '../../i18n/language.ts';
import { importFolder } from './offered-model.ts';

/** Takes a checkpoint folder from the visitor's disk; one can be dropped on the page as well. */
export function FolderButton(): JSX.Element {
  const t = useMessages().modelsScreen;
  const input = useRef<HTMLInputElement>(null);
  return (
    <p class="card__actions">
      <input
        ref={input}
        type="file"
        class="visually-hidden"
        tabIndex={-1}
        aria-label={t.folder}
        // Not among Preact's types of an input.
        {...{ webkitdirectory: true }}
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          // The same choice must count again the next time.
          currentTarget.value = '';
          const name = files[0]?.webkitRelativePath.split('/')[0] ?? '';
          if (files.length > 0) void importFolder({ name, files });
        }}
      />
      <button type="button" class="chip" onClick={() => input.current?.click()}>
        {t.folder}
      </button>
      <span class="note">{t.folderNote}</span>
    </p>
  );
}
