import type { LanguageTask, ModelInfo } from 'onsight';
import { languageTasks } from './chosen-models.ts';
import { observable, type WritableObservable } from 'onsight/state';
import { session } from './session.ts';

/** Descriptions of the current models for captions, questions and matching; empty until known. */
export const wordModels: WritableObservable<Partial<Record<LanguageTask, ModelInfo>>> = observable({});

/** Keeps {@link wordModels} as they are chosen. */
export function followWordModels(): void {
  const read = async (): Promise<void> => {
    const current = session.value;
    if (current.status !== 'ready') return;
    const known = await Promise.all(
      languageTasks.map(async (task) => {
        try {
          return [[task, await current.onsight.modelFor(task)] as const];
        } catch {
          // The caller of the model reports its errors.
          return [];
        }
      }),
    );
    if (session.value === current) wordModels.set(Object.fromEntries(known.flat()));
  };
  session.subscribe(() => void read());
  void read();
}

/** The languages of a model's task that lack the page's own; undefined where that is spoken, or nothing is known. */
export function foreignLanguages(
  info: ModelInfo | undefined,
  task: LanguageTask,
  own: string,
): readonly string[] | undefined {
  const languages = info?.languages[task] ?? [];
  const isSpoken = languages.some((each) => primary(each) === primary(own));
  return isSpoken || languages.length === 0 ? undefined : languages;
}

function primary(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? tag;
}
