import type { FileCache } from '../assets/file-cache.ts';
import type { MediaWorker } from '../media-worker/media-worker.ts';
import type { Engine } from './engine.ts';

/** The engine as the service uses it; `onsight/testing` brings one without models. */
export interface WorkerEngine extends Omit<
  Pick<Engine, keyof Engine>,
  'runtime' | 'images' | 'cache' | 'openBytes' | typeof Symbol.asyncDispose
> {
  readonly images: Pick<MediaWorker, keyof MediaWorker>;
  readonly cache: { get(): Promise<Pick<FileCache, 'list' | 'delete'>> };
}
