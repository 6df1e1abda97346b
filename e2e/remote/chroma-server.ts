import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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
  const url = `http://127.0.0.1:${port}`;
  let stop = await run(program, folder, port);
  return {
    url,
    stop: () => stop(),
    start: async () => {
      stop = await run(program, folder, port);
    },
    dispose: async () => {
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function run(program: string, folder: string, port: number): Promise<() => Promise<void>> {
  const child = spawn(program, ['run', '--path', folder, '--host', '127.0.0.1', '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CHROMA_CORS_ALLOW_ORIGINS: '["*"]', ANONYMIZED_TELEMETRY: 'FALSE' },
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes('listening on address')) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('close', () => reject(new Error(`Chroma ended before it listened:\n${output}`)));
  });
  return async () => {
    child.kill('SIGKILL');
    await ended;
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
