import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { errorText } from '../../i18n/error-text.ts';
import { formatBytes, formatLanguage, formatList, formatNumber } from '../../i18n/format.ts';
import type { Messages } from '../../i18n/en.ts';
import { useMessages } from '../../i18n/language.ts';
import { forgetAllOrigins } from '../../state/library/kept-handles.ts';
import { libraryPhotos } from '../../state/library/library-photos.ts';
import { SessionFailure } from './session-failure.tsx';
import { useObservable } from '../../state/use-observable.ts';
import { session, type ReadySession } from '../../state/session.ts';
import { showToast } from '../../state/toast.ts';
import { FactList, type Facts } from '../../ui/fact-list.tsx';
import { readModelFacts, type ModelFacts } from '../../features/models/model-facts.ts';
import { PresetList } from '../../features/models/preset-list.tsx';
import { HubForm } from '../../features/models/hub-form.tsx';
import { offer } from '../../features/models/offered-model.ts';
import { StoredModels } from '../../features/models/stored-models.tsx';
import { SpeedMeasure } from '../../features/models/speed-measure.tsx';
import { UsesList } from '../../features/models/uses-list.tsx';
import { WordModels } from '../../features/models/word-models-card.tsx';

/** The models in use, where they run and the space they take. */
export function ModelsScreen(): JSX.Element {
  const t = useMessages().modelsScreen;
  const current = useObservable(session);
  return (
    <article class="page">
      <h1>{t.title}</h1>
      <p class="lead">{t.lead}</p>
      {current.status === 'ready' ? <Cards key={current.onsight.model.space} session={current} /> : null}
      {current.status === 'starting' ? <p class="muted">{t.switching}</p> : null}
      {current.status === 'failed' ? <SessionFailure error={current.error} /> : null}
    </article>
  );
}

function Cards({ session: current }: { readonly session: ReadySession }): JSX.Element {
  const { onsight, library } = current;
  const { modelsScreen: t, how, modelUses } = useMessages();
  const [facts, setFacts] = useState<ModelFacts>();
  const [failure, setFailure] = useState<unknown>();
  const read = (): void => void readModelFacts(onsight).then(setFacts, setFailure);
  const { status } = useObservable(offer);
  // A model that was downloaded or read from a folder is stored by then.
  useEffect(read, [current, status]);
  const say = (work: Promise<unknown>, text: string): void => {
    work.then(() => {
      showToast({ text });
      read();
    }, setFailure);
  };
  const { model } = onsight;
  return (
    <>
      {failure === undefined ? null : <p role="alert">{errorText(failure)}</p>}
      <Card title={t.inUse}>
        <FactList
          facts={[
            [t.name, model.name],
            [t.licence, model.licence],
            [t.languages, formatList(model.languages.map(formatLanguage))],
            [t.dims, formatNumber(model.dims)],
          ]}
        />
      </Card>
      <Card title={modelUses.title}>
        <UsesList session={current} />
      </Card>
      <Card title={t.words}>
        <WordModels />
      </Card>
      {facts === undefined ? null : (
        <>
          <Card title={t.thisDevice}>
            <FactList facts={deviceFacts(facts, t)} />
            <SpeedMeasure session={current} />
            {facts.isPersisted ? null : <KeepButton onKept={read} />}
          </Card>
          <Card title={t.stored}>
            <StoredModels
              stored={facts.stored}
              onDelete={(group) => {
                say(onsight.models.delete(group), t.removed(group));
              }}
            />
          </Card>
          <Card title={t.choose}>
            <p class="muted">{t.chooseLead}</p>
            <PresetList presets={facts.presets} model={model} />
          </Card>
          <Card title={t.hub}>
            <HubForm />
          </Card>
        </>
      )}
      <Card title={t.scale}>
        <p class="muted">{t.scaleLead}</p>
        <p class="how__links">
          <a class="link" href="#/scale">
            {t.scaleLink}
          </a>
          <a class="link" href="#/how">
            {how.title}
          </a>
          <a class="link" href="#/how/models">
            {how.thisCode}
          </a>
        </p>
      </Card>
      <LibraryCard
        onClear={() => {
          // Without IndexedDB, no handles were stored.
          say(
            library.clear().then(() => forgetAllOrigins().catch(() => undefined)),
            t.cleared,
          );
        }}
      />
    </>
  );
}

function Card({ title, children }: { readonly title: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <section class="card">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function LibraryCard({ onClear }: { readonly onClear: () => void }): JSX.Element {
  const t = useMessages().modelsScreen;
  const photos = useObservable(libraryPhotos);
  const count = photos.status === 'known' ? photos.photos.length : photos.expected;
  return (
    <Card title={t.yourLibrary}>
      <ul class="list">
        <li>
          <span>{t.photos}</span>
          <b>{formatNumber(count)}</b>
          <button
            type="button"
            class="chip"
            disabled={count === 0}
            onClick={() => {
              if (confirm(t.clearAsk(formatNumber(count)))) onClear();
            }}
          >
            {t.clear}
          </button>
        </li>
      </ul>
    </Card>
  );
}

/** Asks the browser to protect this site's storage from clean-up. */
function KeepButton({ onKept }: { readonly onKept: () => void }): JSX.Element {
  const t = useMessages().modelsScreen;
  return (
    <p class="card__actions">
      <button
        type="button"
        class="chip"
        onClick={() => {
          void navigator.storage.persist().then((isKept) => {
            if (isKept) onKept();
            else showToast({ text: t.notKept });
          });
        }}
      >
        {t.keep}
      </button>
    </p>
  );
}

function reasonText({ backend, adapter }: ModelFacts['device'], { reasons }: Messages['modelsScreen']): string {
  if (backend === 'webgpu') return reasons.fastGpu;
  return adapter === undefined ? reasons.noGpu : reasons.slowGpu;
}

function deviceFacts({ device, ...storage }: ModelFacts, t: Messages['modelsScreen']): Facts {
  const { usedBytes, quotaBytes } = storage;
  const used = usedBytes === undefined ? t.unknown : formatBytes(usedBytes);
  return [
    [t.backend, device.backend === 'webgpu' ? t.webgpu : t.wasm],
    [t.threads, device.backend === 'wasm' ? formatNumber(device.threads) : undefined],
    [t.adapter, device.adapter],
    [t.reason, reasonText(device, t)],
    [t.speed, device.imageMs === undefined ? t.notMeasured : t.perPhoto(formatNumber(device.imageMs))],
    [t.storage, quotaBytes === undefined ? used : t.storageOf(used, formatBytes(quotaBytes))],
    [t.persisted, storage.isPersisted ? t.persistedYes : t.persistedNo],
  ];
}
