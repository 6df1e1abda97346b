import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { failureText } from '../../i18n/error-text.ts';
import { formatNumber, joinFacts } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/language.ts';
import { groupFailures, type FailureGroup } from './group-failures.ts';
import type { IngestFailure } from '../../state/ingest-state.ts';

/** Groups up to this size are open from the beginning. */
const fewFiles = 5;
/** Files that are listed at first, and more at each press. */
const pageSize = 50;

/** Files that could not be added: one line per reason, with a list of names on demand. */
export function FailureList({ failures }: { readonly failures: readonly IngestFailure[] }): JSX.Element {
  const t = useMessages().ingest;
  return (
    <div class="failures" role="group" aria-label={t.failedFiles}>
      {groupFailures(failures).map((group) => (
        <Group key={`${group.reason} ${group.format ?? ''}`} group={group} />
      ))}
    </div>
  );
}

function Group({ group }: { readonly group: FailureGroup }): JSX.Element {
  const t = useMessages().ingest;
  const { files } = group;
  const [isOpen, setOpen] = useState(files.length <= fewFiles);
  const [shown, setShown] = useState(pageSize);
  return (
    <details
      class="failures__group"
      open={isOpen}
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary>
        {joinFacts([t.failedCount(formatNumber(files.length), files.length, group.isFolders), failureText(group)])}
      </summary>
      {isOpen ? (
        <ul tabIndex={0}>
          {files.slice(0, shown).map(({ name, folder }, index) => (
            <li key={index}>
              <b>{name}</b>
              {folder === undefined || folder === '' ? null : <span class="muted">{folder}</span>}
            </li>
          ))}
        </ul>
      ) : null}
      {isOpen && files.length > shown ? (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            setShown(shown + pageSize);
          }}
        >
          {t.showMore(formatNumber(Math.min(pageSize, files.length - shown)), formatNumber(files.length - shown))}
        </button>
      ) : null}
    </details>
  );
}
