import { OnsightError, type ModelCost } from 'onsight';
import type { JSX } from 'preact';
import { FactList } from '../../ui/fact-list.tsx';
import { errorText } from '../../i18n/error-text.ts';
import { formatBytes, formatLanguage, formatList } from '../../i18n/format.ts';
import type { Messages } from '../../i18n/en.ts';
import { useMessages } from '../../i18n/language.ts';
import { toDownload, toLoadLine, type ProgressLine } from '../../ui/load-line.ts';
import { ProgressRow } from '../../ui/progress-row.tsx';
import { useTimeLeft } from '../../ui/use-time-left.ts';
import { useObservable } from '../../state/use-observable.ts';
import { dropOffer, lookAt, offer, takeOffered, type Offer, type OfferedModel } from './offered-model.ts';

/** The model that the visitor named, wherever it stands: looked at, known, downloading, in use, or why not. */
export function OfferedModelView(): JSX.Element | null {
  const t = useMessages();
  const state = useObservable(offer);
  const leftMs = useTimeLeft(state.status === 'loading' ? toDownload(state.progress) : undefined);
  switch (state.status) {
    case 'none':
      return null;
    case 'asking':
      return (
        <p class="muted" role="status">
          {t.modelsScreen.hubAsking(state.id)}
        </p>
      );
    case 'known':
      return <KnownModel model={state} />;
    case 'loading':
      return (
        <div role="group" aria-label={state.id}>
          <ProgressRow line={loadingLine(state, t, leftMs)} isOpen>
            <button type="button" class="quiet" onClick={dropOffer}>
              {t.captions.cancel}
            </button>
          </ProgressRow>
        </div>
      );
    case 'chosen':
      return (
        <p role="status">
          <b>{state.id}</b> {t.modelsScreen.nowUsed[state.use]}
        </p>
      );
    case 'failed':
      return <Failure state={state} />;
  }
}

function KnownModel({ model: { id, info, costs } }: { readonly model: OfferedModel }): JSX.Element {
  const t = useMessages();
  const languages = [...new Set(Object.values(info.languages).flat())];
  const uses = (['search', 'words'] as const).flatMap((use) => {
    const cost = costs[use];
    return cost === undefined ? [] : [{ use, cost }];
  });
  return (
    <div class="offer" role="group" aria-label={id}>
      <FactList
        facts={[
          [t.modelsScreen.name, info.name],
          [t.modelsScreen.licence, info.licence],
          [t.modelsScreen.languages, languages.length === 0 ? undefined : formatList(languages.map(formatLanguage))],
          [t.modelsScreen.can, formatList(info.tasks.map((task) => t.modelsScreen.tasks[task]))],
          ...uses.map(({ use, cost }) => [t.modelsScreen.sizeFor[use], costText(cost, t)] as const),
        ]}
      />
      <p class="card__actions">
        {uses.map(({ use }) => (
          <button key={use} type="button" class="chip" onClick={() => void takeOffered(id, use)}>
            {t.modelsScreen.useFor[use]}
          </button>
        ))}
        <button type="button" class="quiet" onClick={dropOffer}>
          {t.captions.cancel}
        </button>
      </p>
      {uses.some(({ use }) => use === 'search') ? <p class="note">{t.modelsScreen.ownLibrary}</p> : null}
    </div>
  );
}

function loadingLine(
  { from, progress }: Extract<Offer, { readonly status: 'loading' }>,
  t: Messages,
  leftMs: number | undefined,
): ProgressLine {
  if (progress === undefined) return { text: t.ingest.preparing };
  const line = toLoadLine(progress, t, leftMs);
  return from === 'folder' && progress.phase === 'download' ? { ...line, text: t.modelsScreen.folderReading } : line;
}

function costText({ totalBytes, storedBytes }: ModelCost, { modelsScreen: t }: Messages): string {
  const missing = totalBytes - storedBytes;
  return missing > 0 ? t.toDownload(formatBytes(missing)) : t.allHere(formatBytes(totalBytes));
}

/** True where the server said that there is no such file for us, as the Hub does for a repository that it hides. */
function isRefused(error: unknown): boolean {
  return OnsightError.is(error, 'download-failed') && [401, 403, 404].includes(error.details.status ?? 0);
}

function Failure({ state }: { readonly state: Extract<Offer, { readonly status: 'failed' }> }): JSX.Element {
  const t = useMessages();
  const { id, use, error } = state;
  const isUnknown = use === undefined && (OnsightError.is(error, 'unsupported-model') || isRefused(error));
  return (
    <div role="alert" class="offer">
      <p>
        <b>{id}</b> {isUnknown ? t.modelsScreen.hubUnknown : errorText(error)}
      </p>
      {OnsightError.is(error) ? (
        <p class="note" lang="en">
          {error.message}
        </p>
      ) : null}
      <p class="card__actions">
        {/* A folder can only be given again by the visitor. */}
        {id.includes('/') ? (
          <button
            type="button"
            class="chip"
            onClick={() => void (use === undefined ? lookAt(id) : takeOffered(id, use))}
          >
            {t.retry}
          </button>
        ) : null}
        <button type="button" class="quiet" onClick={dropOffer}>
          {t.dismiss}
        </button>
      </p>
    </div>
  );
}
