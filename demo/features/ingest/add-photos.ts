import type { AddProgress, NamedInput, Onsight } from 'onsight';
import { isAbort } from '../../i18n/error-text.ts';
import { announce } from '../../state/announcement.ts';
import { formatNumber } from '../../i18n/format.ts';
import { messages } from '../../i18n/language.ts';
import { keepOrigins } from '../../state/library/kept-handles.ts';
import { libraryPhotos, refreshPhotos } from '../../state/library/library-photos.ts';
import { keepOriginal } from '../../state/library/originals.ts';
import { checkOffline } from '../../state/offline-state.ts';
import { loadAll } from '../../state/model-needs.ts';
import { search } from '../../state/search-state.ts';
import { readySession } from '../../state/session.ts';
import { firstValue } from 'onsight/state';
import { expectFiles, expectNothing, expectSamples } from '../../state/library/expected-photos.ts';
import { fetchSamples } from './fetch-samples.ts';
import { ingest, type IngestSummary } from '../../state/ingest-state.ts';
import { looksLikeImage, nothingPicked, type PickedFile, type PickedFiles } from './picked-files.ts';
import { recallUnfinished, rememberUnfinished, type Unfinished } from './unfinished.ts';

/** Photos to add: the samples, which the page can fetch again at any time, or files of the visitor's own. */
type Job = JobSource & {
  /** Start of the run, milliseconds since 1970: its position in the library. */
  readonly run: number;
  /** Number of photos added before the pause. */
  added: number;
};

type JobSource = { readonly kind: 'samples' } | { readonly kind: 'own'; readonly picked: PickedFiles };

const waiting: Job[] = [];
let running: AbortController | undefined;
let summary: IngestSummary = noSummary();

/** Adds the sample photos, after what is being added already. */
export function addSamples(): void {
  enqueue({ kind: 'samples' });
}

/** Adds files, after what is being added already. */
export function addFiles(picked: PickedFiles): void {
  enqueue({ kind: 'own', picked });
}

/** Stops after the current batch; added photos stay. */
export function pauseAdding(): void {
  running?.abort(new DOMException('Paused by the visitor.', 'AbortError'));
}

/** Goes on where {@link pauseAdding} or a failure stopped: files that are in already are skipped by their content. */
export function resumeAdding(): void {
  if (running === undefined && waiting.length > 0) void work();
}

/** Resumes the unfinished work of the last visit. Own files cannot be opened again by the page, so it asks for them. */
export function takeUpUnfinished(): void {
  const left = recallUnfinished();
  if (left === undefined) return;
  if (left.kind === 'samples') enqueue({ kind: 'samples' }, left.run);
  else ingest.set({ status: 'interrupted', done: left.done, total: left.total });
}

/** Dismisses the message about the last run, and discards its remaining files. */
export function dismissIngest(): void {
  waiting.length = 0;
  summary = noSummary();
  rememberUnfinished(undefined);
  expectNothing();
  ingest.set({ status: 'idle' });
}

function enqueue(source: JobSource, run = Date.now()): void {
  const isThere = source.kind === 'samples' && waiting.some(({ kind }) => kind === 'samples');
  if (!isThere) waiting.push({ ...source, run, added: 0 });
  resumeAdding();
}

async function work(): Promise<void> {
  const controller = new AbortController();
  running = controller;
  try {
    for (let job = waiting[0]; job !== undefined; job = waiting[0]) {
      await run(job, controller.signal);
      waiting.shift();
    }
    finish();
  } catch (error) {
    const { value } = ingest;
    if (isAbort(error))
      ingest.set({ status: 'paused', counts: value.status === 'indexing' ? value.counts : undefined });
    else {
      expectNothing();
      ingest.set({ status: 'failed', error });
    }
  } finally {
    running = undefined;
  }
}

async function run(job: Job, signal: AbortSignal): Promise<void> {
  ingest.set({ status: 'preparing' });
  rememberUnfinished(toUnfinished(job, 0, job.kind === 'own' ? job.picked.files.length : 0));
  const { onsight, library } = await readySession(signal);
  await refreshPhotos();
  expectPhotos(job, onsight, signal);
  const files = withPlaces(job.kind === 'own' ? job.picked.files.map(toIngestFile) : await samplesOf(signal), job.run);
  if (job.kind === 'own') rememberOrigins(job.run, job.picked);
  const before = job.added;
  const result = await library.add(files, {
    signal,
    onProgress: (progress) => {
      if (progress.phase === 'index') loadTheRest(onsight, job.kind === 'samples');
      if (!signal.aborted) show(job, before, progress);
    },
  });
  // The last photos are in the grid before slots of failed ones are released.
  await refreshPhotos();
  expectNothing();
  const { unopened, system } = job.kind === 'own' ? job.picked : nothingPicked;
  // Files named like images are listed; any other file is only counted.
  const failed = result.failed.filter((failure) => failure.reason !== 'not-an-image' || looksLikeImage(failure));
  summary = {
    added: summary.added + before + result.added.length,
    hasRecordings: summary.hasRecordings || hasRecordings(result.added),
    skipped: summary.skipped + Math.max(0, result.skipped.length - before),
    failed: [...summary.failed, ...unopened, ...failed],
    ignored: summary.ignored + result.failed.length - failed.length,
    system: summary.system + system,
  };
}

/** True if videos or sounds are among items that the grid has. */
function hasRecordings(ids: readonly string[]): boolean {
  const { value } = libraryPhotos;
  const added = new Set(ids);
  return value.status === 'known' && value.photos.some(({ id, recording }) => recording !== undefined && added.has(id));
}

/** Makes room in the grid. Nothing waits for it: the places come when they are known. */
function expectPhotos(job: Job, onsight: Onsight, signal: AbortSignal): void {
  if (job.kind === 'samples') expectSamples(job.run);
  else expectFiles(onsight, job.picked.files, job.run, signal).catch(() => undefined);
}

/** Without handles, or without IndexedDB, later visits show the library's own small images. */
function rememberOrigins(run: number, { files }: PickedFiles): void {
  const origins = new Map(files.flatMap(({ origin }, index) => (origin === undefined ? [] : [[index + 1, origin]])));
  if (origins.size > 0) keepOrigins(run, origins).catch(() => undefined);
}

const withAll = new WeakSet<Onsight>();

/**
 * Whoever adds photos will search them and ask about them, perhaps without a network then: all of the model comes. With
 * the samples, whose embeddings are here, what the first search needs comes first and alone.
 */
function loadTheRest(onsight: Onsight, searchesFirst: boolean): void {
  if (withAll.has(onsight)) return;
  withAll.add(onsight);
  const searchable = searchesFirst ? onsight.load({ tasks: ['embed-text'] }).then(searchSettled) : Promise.resolve();
  searchable
    .then(() => loadAll(onsight))
    // Not needed yet: the first search or question retries and reports the error.
    .catch(() => withAll.delete(onsight))
    .then(checkOffline, checkOffline);
}

/** Resolves once no search is under way. */
async function searchSettled(): Promise<void> {
  await firstValue(search, (value) => value.status !== 'searching');
}

function toIngestFile({ file, folder }: PickedFile): NamedInput {
  return { file, name: file.name, metadata: folder === '' ? {} : { folder } };
}

async function samplesOf(signal: AbortSignal): Promise<readonly NamedInput[]> {
  return fetchSamples((done, total) => {
    if (!signal.aborted) ingest.set({ status: 'fetching', done, total });
  }, signal);
}

/** The library orders by run and place, so that photos come in the order in which they were chosen. */
function withPlaces(files: readonly NamedInput[], run: number): readonly NamedInput[] {
  return files.map((given, index) => {
    keepOriginal(run, index + 1, given.file);
    return { ...given, metadata: { ...given.metadata, run, place: index + 1 } };
  });
}

function show(job: Job, before: number, progress: AddProgress): void {
  switch (progress.phase) {
    case 'download':
    case 'initialise':
      ingest.set({ status: 'loading', progress });
      break;
    case 'ready':
      break;
    case 'index':
    case 'done':
      job.added = before + progress.added;
      ingest.set({ status: 'indexing', counts: progress });
      rememberUnfinished(toUnfinished(job, progress.doneFiles, progress.totalFiles));
  }
}

function toUnfinished(job: Job, done: number, total: number): Unfinished {
  return { kind: job.kind, done, total, run: job.run };
}

function finish(): void {
  const t = messages().ingest;
  ingest.set({ status: 'finished', summary });
  const { added, hasRecordings } = summary;
  announce((hasRecordings ? t.addedFiles : t.added)(formatNumber(added), added));
  summary = noSummary();
  rememberUnfinished(undefined);
}

function noSummary(): IngestSummary {
  return { added: 0, hasRecordings: false, skipped: 0, failed: [], ignored: 0, system: 0 };
}
