import type { Methods, ServiceDeps } from '../rpc/service.ts';
import type { Engine } from '../worker/engine.ts';
import type { Libraries } from '../worker/libraries.ts';
import { runAsk } from './ask/worker.ts';
import { runCaption } from './caption/worker.ts';
import { runClassify } from './classify/worker.ts';
import { runClassifyAudio } from './classify-audio/worker.ts';
import { runEmbedAudio } from './embed-audio/worker.ts';
import { runEmbedImage } from './embed-image/worker.ts';
import { runEmbedText } from './embed-text/worker.ts';
import { KnownResults } from './known-results.ts';
import { runMatch } from './match/worker.ts';
import { runReadText } from './read-text/worker.ts';
import { runReadable } from './readable/worker.ts';
import type { TaskHost, TaskWorker } from './task-host.ts';
import { tasks, type TaskContract } from './tasks.ts';

/** The worker half of each task. */
const workers: { readonly [Name in keyof typeof tasks]: TaskWorker<(typeof tasks)[Name]> } = {
  ask: runAsk,
  caption: runCaption,
  classify: runClassify,
  classifyAudio: runClassifyAudio,
  embedAudio: runEmbedAudio,
  embedImage: runEmbedImage,
  embedText: runEmbedText,
  match: runMatch,
  readable: runReadable,
  readText: runReadText,
};

type AnyWorker = (params: unknown, context: unknown, host: TaskHost) => Promise<unknown>;

/** The methods of all tasks over one engine. */
export function taskMethods(engine: Engine, libraries: Libraries): Methods<TaskContract> {
  const host: TaskHost = { engine, libraries, results: new KnownResults() };
  const bound = Object.entries(workers).map(([name, run]) => [
    name,
    // The type of `workers` checks each of them against its task.
    (params: unknown, context: unknown) => (run as AnyWorker)(params, context, host),
  ]);
  return Object.fromEntries(bound) as Methods<TaskContract>;
}

/** Buffers of results that are transferred to the page. */
export const taskTransfers = Object.fromEntries(
  Object.entries(tasks).flatMap(([name, task]) => ('transfer' in task ? [[name, task.transfer]] : [])),
) as NonNullable<ServiceDeps<TaskContract>['transfer']>;
