import type { DeviceState, ModelPreset, StoredModel } from 'onsight';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { errorText } from '../i18n/error-text.ts';
import { formatBytes, formatLanguage, formatNumber } from '../i18n/format.ts';
import { useMessages } from '../i18n/language.ts';
import { libraryPhotos } from '../library/library-photos.ts';
import { useObservable } from '../state/observable.ts';
import { session, switchModel, type ReadySession } from '../state/session.ts';
import { showToast } from '../state/toast.ts';

interface Facts {
  readonly device: DeviceState;
  readonly stored: readonly StoredModel[];
  readonly presets: readonly ModelPreset[];
  readonly usage: number | undefined;
  readonly persisted: boolean;
}

/** What looks at the photos, where it runs, and what it keeps on this device. */
export function ModelsScreen(): JSX.Element {
  const t = useMessages().modelsScreen;
  const current = useObservable(session);
  return (
    <article class="page">
      <h1>{t.title}</h1>
      <p class="lead">{t.lead}</p>
      {current.status === 'ready' ? (
        <ModelFacts key={current.onsight.model.space} session={current} />
      ) : current.status === 'failed' ? (
        <p role="alert">{errorText(current.error)}</p>
      ) : null}
    </article>
  );
}

function ModelFacts({ session: { onsight, library } }: { readonly session: ReadySession }): JSX.Element {
  const t = useMessages().modelsScreen;
  const removeLabel = useMessages().photo.remove;
  const photos = useObservable(libraryPhotos);
  const [facts, setFacts] = useState<Facts>();
  const [failure, setFailure] = useState<unknown>();
  const read = (): void => {
    readFacts(onsight).then(setFacts, setFailure);
  };
  useEffect(read, [onsight]);
  const { model } = onsight;
  const count = photos.status === 'known' ? photos.photos.length : photos.expected;
  return (
    <>
      {failure === undefined ? null : <p role="alert">{errorText(failure)}</p>}
      <section class="card">
        <h2>{t.inUse}</h2>
        <Rows
          rows={[
            [t.name, model.name],
            [t.licence, model.licence],
            [t.languages, model.languages.map(formatLanguage).join(', ')],
            [t.dims, formatNumber(model.dims)],
          ]}
        />
      </section>
      {facts === undefined ? null : (
        <>
          <section class="card">
            <h2>{t.thisDevice}</h2>
            <Rows rows={deviceRows(facts, t)} />
          </section>
          <section class="card">
            <h2>{t.stored}</h2>
            {facts.stored.length === 0 ? <p class="muted">{t.nothingStored}</p> : null}
            <ul class="list">
              {facts.stored.map(({ group, bytes, files }) => (
                <li key={group}>
                  <b>{group}</b>
                  <span class="muted">
                    {formatBytes(bytes)} · {t.files(formatNumber(files), files)}
                  </span>
                  <button
                    type="button"
                    class="chip"
                    aria-label={t.remove(group)}
                    onClick={() => {
                      onsight.models.delete(group).then(() => {
                        showToast({ text: t.removed(group) });
                        read();
                      }, setFailure);
                    }}
                  >
                    {removeLabel}
                  </button>
                </li>
              ))}
            </ul>
          </section>
          <PresetTable presets={facts.presets} current={model.id} />
        </>
      )}
      <section class="card">
        <h2>{t.yourLibrary}</h2>
        <Rows rows={[[t.photos, formatNumber(count)]]} />
        <button
          type="button"
          class="chip"
          disabled={count === 0}
          onClick={() => {
            if (!confirm(t.clearAsk(formatNumber(count)))) return;
            library.clear().then(() => {
              showToast({ text: t.cleared });
              read();
            }, setFailure);
          }}
        >
          {t.clear}
        </button>
      </section>
    </>
  );
}

async function readFacts(onsight: ReadySession['onsight']): Promise<Facts> {
  const [device, stored, presets, estimate, persisted] = await Promise.all([
    onsight.device(),
    onsight.models.stored(),
    onsight.models.presets(),
    navigator.storage.estimate(),
    navigator.storage.persisted(),
  ]);
  return { device, stored, presets, usage: estimate.usage, persisted };
}

type Texts = ReturnType<typeof useMessages>['modelsScreen'];
type RowList = readonly (readonly [string, string | undefined])[];

function deviceRows({ device, usage, persisted }: Facts, t: Texts): RowList {
  return [
    [t.backend, device.backend === 'webgpu' ? t.webgpu : t.wasm],
    [t.threads, formatNumber(device.threads)],
    [t.adapter, device.adapter],
    [t.reason, device.reason],
    [t.isolated, device.crossOriginIsolated ? t.yes : t.no],
    [t.storage, usage === undefined ? t.unknown : formatBytes(usage)],
    [t.persisted, persisted ? t.persistedYes : t.persistedNo],
  ];
}

function Rows({ rows }: { readonly rows: RowList }): JSX.Element {
  return (
    <dl class="facts">
      {rows.map(([name, value]) =>
        value === undefined ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function PresetTable({
  presets,
  current,
}: {
  readonly presets: readonly ModelPreset[];
  readonly current: string;
}): JSX.Element {
  const t = useMessages().modelsScreen;
  const starter =
    current === 'starter'
      ? []
      : [{ id: 'starter', name: 'onsight starter', licence: 'Apache-2.0', languages: ['en', 'zh'], size: '' }];
  const rows = [
    ...starter,
    ...presets.map(({ id, name, licence, languages, bytes }) => ({
      id,
      name,
      licence,
      languages,
      size: formatBytes(bytes['q8'] ?? bytes['int8'] ?? bytes['fp32'] ?? 0),
    })),
  ];
  return (
    <section class="card">
      <h2>{t.choose}</h2>
      <p class="muted">{t.chooseLead}</p>
      <ul class="list">
        {rows.map(({ id, name, licence, languages, size }) => (
          <li key={id}>
            <b>{name}</b>
            <span class="muted">
              {[size, licence, languages.slice(0, 3).map(formatLanguage).join(', ')]
                .filter((text) => text !== '')
                .join(' · ')}
            </span>
            <button
              type="button"
              class="chip"
              disabled={id === current}
              aria-label={id === current ? `${name}: ${t.chosen}` : t.useNamed(name, size)}
              onClick={() => void switchModel(id)}
            >
              {id === current ? t.chosen : t.use}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
