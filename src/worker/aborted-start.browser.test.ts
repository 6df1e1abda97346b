import { expect, test } from 'vitest';
import { WorkerSession } from '../client/worker-session.ts';
import { spawnWorker } from '../client/spawn.ts';
import type { SessionConfig } from '../protocol/worker-api.ts';
import type { Method, ParamsOf, ResultOf } from '../protocol/worker-methods.ts';

interface Start<M extends Method> {
  readonly method: M;
  readonly config: Pick<SessionConfig, 'device' | 'embed'>;
  readonly params: () => ParamsOf<M> | Promise<ParamsOf<M>>;
  readonly check: (result: ResultOf<M>) => void;
}

const here = (path: string): string => new URL(path, location.href).href;
const photo = async (): Promise<Blob> => (await fetch('/samples/kingfisher-on-branch.jpg')).blob();

/** What the worker did in the call that was aborted. */
function heardOn(name: string): Promise<{ readonly reached: boolean; readonly steps: number }> {
  const channel = new BroadcastChannel(name);
  return new Promise((resolve) => {
    channel.onmessage = ({ data }: MessageEvent<{ readonly reached: boolean; readonly steps: number }>) => {
      channel.close();
      resolve(data);
    };
  });
}

/** Aborts the first call of a new worker at its `at`-th await, and makes the call again in the same worker. */
async function abortAt<M extends Method>(start: Start<M>, at: number): Promise<boolean> {
  let workers = 0;
  const channel = crypto.randomUUID();
  const query = new URLSearchParams({ method: start.method, at: String(at), channel });
  const session = new WorkerSession({
    config: {
      ...start.config,
      modelsUrl: here('/models/'),
      assetsUrl: here('/dist/assets/'),
      hubUrl: here('/hub/range/'),
    },
    spawn: (retry) => {
      workers += 1;
      return spawnWorker(`/e2e/vitest-worker/abort-worker.ts?${query}`, retry);
    },
  });
  try {
    const heard = heardOn(channel);
    const params = await start.params();
    const [first] = await Promise.allSettled([session.call(start.method, params)]);
    const { reached } = await heard;
    // Aborted at its last awaits, a call may have ended all the same.
    if (!reached) expect(first.status).toBe('fulfilled');
    start.check(await session.call(start.method, params));
    expect(workers, `workers after an abort at ${String(at)}`).toBe(1);
    return reached;
  } finally {
    await session.dispose();
  }
}

/** Aborts at every await from the first to the last; returns how many there were. */
async function abortEverywhere<M extends Method>(start: Start<M>): Promise<number> {
  let at = 1;
  while (await abortAt(start, at)) at += 1;
  return at - 1;
}

const embedsText = (embed: SessionConfig['embed'], device: 'wasm' | 'webgpu'): Start<'embedText'> => ({
  method: 'embedText',
  config: { device, embed },
  params: () => ({ text: 'a dog' }),
  check: (embedding) => {
    expect(Math.hypot(...embedding)).toBeCloseTo(1, 3);
  },
});

const embedsImage = (embed: SessionConfig['embed']): Start<'embedImage'> => ({
  method: 'embedImage',
  config: { device: 'wasm', embed },
  params: async () => ({ image: await photo() }),
  check: (embedding) => {
    expect(Math.hypot(...embedding)).toBeCloseTo(1, 3);
  },
});

const captions = (model: SessionConfig['embed']): Start<'caption'> => ({
  method: 'caption',
  config: { device: 'wasm', embed: { id: 'starter' } },
  params: async () => ({ model, picture: { image: await photo() }, options: { beams: 1, maxNewTokens: 2 } }),
  check: ({ text }) => {
    expect(text).not.toBe('');
  },
});

const towers = { id: 'onsight-test/clip-tiny-patch8' };

test.each([
  ['text of a Hub tower', embedsText(towers, 'wasm')],
  ['image of a Hub tower', embedsImage(towers)],
  ['caption of a checkpoint that is converted', captions({ id: 'onsight-test/captioning-hub', dtype: 'q8' })],
] as const)(
  '%s: aborted at any await of its start, it leaves a worker that works',
  { timeout: 600_000 },
  async (_, start) => {
    const steps = await abortEverywhere(start as Start<Method>);
    console.log(_, steps);
    expect(steps).toBeGreaterThan(10);
  },
);
