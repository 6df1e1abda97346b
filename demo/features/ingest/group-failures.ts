import type { IngestFailure } from '../../state/ingest-state.ts';

/** Files that could not be added for one reason. */
export interface FailureGroup extends Pick<IngestFailure, 'reason' | 'format'> {
  /** True if these are folders, which could not be listed. */
  readonly isFolders: boolean;
  readonly files: readonly IngestFailure[];
}

/** Groups failures by reason and kind of file; the largest group first, in a group by folder and name. */
export function groupFailures(failures: readonly IngestFailure[]): readonly FailureGroup[] {
  const groups = new Map<string, { group: Omit<FailureGroup, 'files'>; files: IngestFailure[] }>();
  for (const failure of failures) {
    const { reason, format } = failure;
    const isFolders = failure.name.endsWith('/');
    const key = JSON.stringify([reason, format, isFolders]);
    const known = groups.get(key);
    if (known !== undefined) known.files.push(failure);
    else
      groups.set(key, { group: { reason, ...(format === undefined ? {} : { format }), isFolders }, files: [failure] });
  }
  return [...groups.values()]
    .map(({ group, files }) => ({ ...group, files: files.sort(byPlace) }))
    .sort((a, b) => b.files.length - a.files.length);
}

const names = new Intl.Collator(undefined, { numeric: true });

function byPlace(a: IngestFailure, b: IngestFailure): number {
  return names.compare(a.folder ?? '', b.folder ?? '') || names.compare(a.name, b.name);
}
