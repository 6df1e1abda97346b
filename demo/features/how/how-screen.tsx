import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { errorText } from '../../i18n/error-text.ts';
import { formatBytes, formatMilliseconds, formatNumber, joinFacts } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/language.ts';
import { lastQuery, type LastQuery } from '../../state/last-query.ts';
import { libraryPhotos } from '../../state/library/library-photos.ts';
import { session } from '../../state/session.ts';
import { useObservable } from '../../state/use-observable.ts';
import { CodeList } from './code-list.tsx';
import { HowDiagram } from './how-diagram.tsx';
import { readHowFacts, timeParts, type HowFacts, type PartTimes } from './how-facts.ts';

/** The parts of the running page with their numbers, the times of the last query, and the code of each screen. */
export function HowScreen({ code }: { readonly code: string | undefined }): JSX.Element {
  const t = useMessages().how;
  const last = useObservable(lastQuery);
  const { facts, parts, failure } = useHow(last);
  const known = useObservable(libraryPhotos);
  const photos = known.status === 'known' ? known.photos.length : known.expected;
  return (
    <>
      <h1>{t.title}</h1>
      <p class="lead">{t.lead}</p>
      {failure === undefined ? null : <p role="alert">{errorText(failure)}</p>}
      {facts === undefined ? null : (
        <section class="card how">
          <HowDiagram facts={facts} photos={photos} last={last} parts={parts} />
          <PartTable facts={facts} photos={photos} />
        </section>
      )}
      <section class="card">
        <h2>{t.query}</h2>
        {last === undefined ? (
          <p>
            {t.noQuery}{' '}
            <a class="link" href="#/">
              {t.toSearch}
            </a>
          </p>
        ) : (
          <QueryTimes last={last} parts={parts} />
        )}
      </section>
      <CodeList open={code} />
      <section class="card">
        <h2>{t.more}</h2>
        <p class="how__links">
          <a class="link" href="#/scale">
            {t.scaleLink}
          </a>
          <a class="link" href="#/models">
            {t.modelsLink}
          </a>
          <ProjectLink href={__DOCS__}>{t.docs}</ProjectLink>
          <ProjectLink href={__REPOSITORY__}>{t.repository}</ProjectLink>
        </p>
      </section>
    </>
  );
}

/** A link out of the page; none while its address is empty. */
function ProjectLink({ href, children }: { readonly href: string; readonly children: string }): JSX.Element | null {
  if (href === '') return null;
  return (
    <a class="link" href={href}>
      {children}
    </a>
  );
}

/** Reads the numbers, and times the parts of the last query, as long as the screen is shown. */
function useHow(last: LastQuery | undefined): {
  readonly facts: HowFacts | undefined;
  readonly parts: PartTimes | undefined;
  readonly failure: unknown;
} {
  const current = useObservable(session);
  const [facts, setFacts] = useState<HowFacts>();
  const [parts, setParts] = useState<PartTimes>();
  const [failure, setFailure] = useState<unknown>();
  useEffect(() => {
    if (current.status !== 'ready') return undefined;
    const leaving = new AbortController();
    const { signal } = leaving;
    const read = async (): Promise<void> => {
      const first = await readHowFacts(current);
      if (signal.aborted) return;
      setFacts(first);
      if (last === undefined) return;
      const times = await timeParts(current, last, signal);
      signal.throwIfAborted();
      setParts(times);
    };
    read().catch((error: unknown) => {
      if (!signal.aborted) setFailure(error);
    });
    return () => {
      leaving.abort();
    };
  }, [current, last]);
  return { facts, parts, failure };
}

/** The numbers of the diagram in words. */
function PartTable({ facts, photos }: { readonly facts: HowFacts; readonly photos: number }): JSX.Element {
  const t = useMessages().how;
  const { device, model, store, workers } = facts;
  const started = workers === undefined ? undefined : workers.direct + workers.nested;
  const rows: readonly (readonly [name: string, does: string, now: readonly (string | undefined)[]])[] = [
    [t.page, t.doesPage, [t.pageNote(formatNumber(photos), photos)]],
    [
      t.worker,
      t.doesWorker,
      [
        device.backend === 'webgpu' ? t.workerNote.webgpu : t.workerNote.wasm(formatNumber(device.threads)),
        started === undefined ? undefined : t.workersNow(formatNumber(started), started),
      ],
    ],
    [
      t.model,
      t.doesModel,
      [
        model.name,
        model.storedBytes === 0 ? t.nothingStored : t.modelNote(formatBytes(model.storedBytes)),
        t.dims(formatNumber(model.dims)),
        device.imageMs === undefined ? undefined : t.perPhoto(formatMilliseconds(device.imageMs)),
      ],
    ],
    [
      t.store,
      t.doesStore,
      [
        t.storeNote(formatNumber(store.rows), store.rows),
        store.usedBytes === undefined ? undefined : t.siteStorage(formatBytes(store.usedBytes)),
      ],
    ],
    [
      t.images,
      t.doesImages,
      [workers === undefined ? t.imagesUnknown : t.imagesNote(formatNumber(workers.nested), workers.nested)],
    ],
  ];
  return (
    <dl class="how__parts" aria-label={t.numbers}>
      {rows.map(([name, does, now]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {does}
            <b>{joinFacts(now.filter((fact) => fact !== undefined))}</b>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The steps of the last query, and its parts measured again. */
function QueryTimes({ last, parts }: { readonly last: LastQuery; readonly parts: PartTimes | undefined }): JSX.Element {
  const t = useMessages().how;
  const { query, steps, durationMs, photos } = last.found;
  const words = query.text.trim();
  const rows: readonly (readonly [string, number | undefined])[] = [
    [t.understand, steps?.understandMs],
    [t.search, steps?.searchMs],
    [t.paint, last.paintMs],
    [t.total(formatNumber(photos.length), photos.length), durationMs + last.paintMs],
  ];
  return (
    <>
      <TimeTable caption={words === '' ? t.queryImage : t.queryFor(words)} rows={rows} />
      {parts === undefined ? (
        <p class="muted">{t.measuring}</p>
      ) : (
        <>
          <TimeTable
            caption={t.again}
            rows={[
              [t.modelAgain, parts.modelMs],
              [t.storeAgain, parts.storeMs],
            ]}
          />
          <p class="note">{t.againNote}</p>
        </>
      )}
    </>
  );
}

function TimeTable(props: {
  readonly caption: string;
  readonly rows: readonly (readonly [string, number | undefined])[];
}): JSX.Element {
  const t = useMessages().how;
  return (
    <table class="how__times">
      <caption>{props.caption}</caption>
      <thead class="visually-hidden">
        <tr>
          <th scope="col">{t.step}</th>
          <th scope="col">{t.time}</th>
        </tr>
      </thead>
      <tbody>
        {props.rows.map(([step, ms]) =>
          ms === undefined ? null : (
            <tr key={step}>
              <th scope="row">{step}</th>
              <td>{formatMilliseconds(ms)}</td>
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}
