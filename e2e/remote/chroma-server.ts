import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A Chroma server of its own. */
export interface ChromaServer {
  readonly url: string;
  /** Ends the process; what it has stored stays until `dispose`. */
  stop(): Promise<void>;
  /** Starts it again at the same address, over the same data. */
  start(): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * Starts a Chroma server over an empty folder on a free port; any page may talk to it.
 *
 * @throws Error where the variable CHROMA does not name the `chroma` program: see docs/remote.md
 */
export async function startChroma(): Promise<ChromaServer> {
  const program = process.env['CHROMA'];
  if (program === undefined) {
    throw new Error('These tests need Chroma: set CHROMA to the path of `chroma`, as docs/remote.md says.');
  }
  const folder = await mkdtemp(join(tmpdir(), 'onsight-chroma-'));
  const port = await freePort();
  // The cross-origin setting is read only where there is a settings file.
  const config = join(folder, 'chroma.yaml');
  const settings = { port, listen_address: '127.0.0.1', persist_path: join(folder, 'data'), cors_allow_origins: ['*'] };
  await writeFile(config, JSON.stringify(settings)); // JSON is YAML
  const url = `http://127.0.0.1:${String(port)}`;
  let stop = await run(program, config, url);
  return {
    url,
    stop: () => stop(),
    start: async () => {
      stop = await run(program, config, url);
    },
    dispose: async () => {
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}

const startMs = 30_000;

async function run(program: string, config: string, url: string): Promise<() => Promise<void>> {
  const child = spawn(program, ['run', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  void ended.then(() => (failure ??= new Error('Chroma ended before it answered.')));
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  // It says nowhere that it listens.
  const end = performance.now() + startMs;
  while (!(await answers(url))) {
    if (failure !== undefined || performance.now() > end) {
      await stop();
      throw new Error(`Chroma did not start within ${String(startMs)} ms:\n${output}`, { cause: failure });
    }
    await wait(50);
  }
  return stop;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/api/v2/heartbeat`)).ok;
  } catch {
    return false; // not yet
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
}
