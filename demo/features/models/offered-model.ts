import type { LoadProgress, ModelCost, ModelInfo, ModelTask } from 'onsight';
import { isAbort } from '../../i18n/error-text.ts';
import { embedTasks, languageTasks } from '../../state/chosen-models.ts';
import { observable, type WritableObservable } from 'onsight/state';
import { keepModelForWords, readySession, switchModel } from '../../state/session.ts';

/** The files of a checkpoint's folder. */
export interface CheckpointFiles {
  readonly name: string;
  readonly files: readonly File[];
}

/** Use of a model: searching, or captions and questions. */
export type Use = 'search' | 'words';

/** A model that the visitor named or gave as a folder, from its first look to its use. */
export type Offer =
  | { readonly status: 'none' }
  | { readonly status: 'asking'; readonly id: string }
  | OfferedModel
  | {
      readonly status: 'loading';
      readonly id: string;
      readonly from: 'hub' | 'folder';
      readonly progress: LoadProgress | undefined;
    }
  | { readonly status: 'chosen'; readonly id: string; readonly use: Use }
  /** `use` is what was tried when it failed; undefined when the model was only looked at. */
  | { readonly status: 'failed'; readonly id: string; readonly use: Use | undefined; readonly error: unknown };

/** A model that is known, with what each use of it costs. Nothing of its weights is downloaded yet. */
export interface OfferedModel {
  readonly status: 'known';
  readonly id: string;
  readonly info: ModelInfo;
  readonly costs: Partial<Record<Use, ModelCost>>;
}

/** The model that is offered. */
export const offer: WritableObservable<Offer> = observable({ status: 'none' });

let running: AbortController | undefined;

/** Looks up a model: description, tasks and costs. */
export async function lookAt(id: string): Promise<void> {
  await take(id, undefined, async (signal) => {
    offer.set({ status: 'asking', id });
    const { onsight } = await readySession(signal);
    const info = await onsight.models.info(id, { signal });
    const uses = (['search', 'words'] as const).filter((use) => tasksOf(info, use).length > 0);
    const costs = await Promise.all(
      uses.map(
        async (use) => [use, await onsight.models.cost({ model: id, tasks: tasksOf(info, use), signal })] as const,
      ),
    );
    if (!signal.aborted) offer.set({ status: 'known', id, info, costs: Object.fromEntries(costs) });
  });
}

/** Downloads a model and uses it from now on. */
export async function takeOffered(id: string, use: Use): Promise<void> {
  await take(id, use, async (signal) => {
    offer.set({ status: 'loading', id, from: 'hub', progress: undefined });
    const { onsight } = await readySession(signal);
    const info = await onsight.models.info(id, { signal });
    await onsight.load(id, {
      tasks: tasksOf(info, use),
      signal,
      onProgress: (progress) => {
        if (!signal.aborted) offer.set({ status: 'loading', id, from: 'hub', progress });
      },
    });
    if (signal.aborted) return;
    offer.set({ status: 'chosen', id, use });
    if (use === 'words') keepModelForWords(id, info.tasks);
    else await switchModel(id);
  });
}

/** Makes a model of a checkpoint folder on the visitor's disk, and then looks at it. Nothing is uploaded. */
export async function importFolder({ name, files }: CheckpointFiles): Promise<void> {
  let made: string | undefined;
  await take(name, undefined, async (signal) => {
    const show = (progress: LoadProgress | undefined): void => {
      if (!signal.aborted) offer.set({ status: 'loading', id: name, from: 'folder', progress });
    };
    show(undefined);
    const { onsight } = await readySession(signal);
    const { id } = await onsight.models.import(files, { name, signal, onProgress: show });
    if (!signal.aborted) made = id;
  });
  if (made !== undefined) await lookAt(made);
}

/** Ends what is under way; what was downloaded is kept for another time. */
export function dropOffer(): void {
  running?.abort(new DOMException('Cancelled by the visitor.', 'AbortError'));
  running = undefined;
  offer.set({ status: 'none' });
}

async function take(id: string, use: Use | undefined, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  dropOffer();
  const controller = new AbortController();
  running = controller;
  try {
    await work(controller.signal);
  } catch (error) {
    if (!isAbort(error) && !controller.signal.aborted) offer.set({ status: 'failed', id, use, error });
  }
}

function tasksOf({ tasks }: ModelInfo, use: Use): readonly ModelTask[] {
  const wanted: readonly ModelTask[] = use === 'search' ? embedTasks : languageTasks;
  const can = wanted.filter((task) => tasks.includes(task));
  // Searching takes both halves.
  return use === 'search' && can.length < wanted.length ? [] : can;
}
