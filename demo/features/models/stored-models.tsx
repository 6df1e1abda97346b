import type { StoredModel } from 'onsight';
import type { JSX } from 'preact';
import { formatBytes, formatNumber, joinFacts } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/language.ts';

/** Stored models on this device, each with a delete button. */
export function StoredModels({
  stored,
  onDelete,
}: {
  readonly stored: readonly StoredModel[];
  readonly onDelete: (group: string) => void;
}): JSX.Element {
  const t = useMessages();
  if (stored.length === 0) return <p class="muted">{t.modelsScreen.nothingStored}</p>;
  return (
    <ul class="list">
      {stored.map(({ group, bytes, files }) => (
        <li key={group}>
          <b>{group === 'runtime' ? t.modelsScreen.runtime : group}</b>
          <span class="muted">{joinFacts([formatBytes(bytes), t.modelsScreen.files(formatNumber(files), files)])}</span>
          <button
            type="button"
            class="chip"
            aria-label={t.actionOn(t.photo.remove, group)}
            onClick={() => {
              onDelete(group);
            }}
          >
            {t.photo.remove}
          </button>
        </li>
      ))}
    </ul>
  );
}
