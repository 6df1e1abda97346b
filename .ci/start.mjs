import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { ensureInstalled } from './install.mjs';

process.chdir(resolve(import.meta.dirname, '..'));
const host = '127.0.0.1';

function readPort() {
  const port = Number(process.env.PORT ?? 4173);
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return port;
  throw new Error(`PORT must be a number from 1 to 65535, got \`${process.env.PORT}\`.`);
}

/** Asked before the build, so that nobody waits for it only to learn that the port is taken. */
function checkPort(port) {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', (error) => {
      const why = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${error.code})`;
      fail(new Error(`Port ${port} ${why}. Choose another one: PORT=${port + 1} npm start`));
    });
    probe.listen(port, host, () => probe.close(done));
  });
}

function build() {
  console.log('Building the library and the demo …');
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error('The build failed; its messages stand above.');
}

async function serve(port) {
  // Vite is only there after the install.
  const { preview } = await import('vite');
  const server = await preview({
    root: 'demo',
    configFile: 'demo/vite.config.ts',
    logLevel: 'warn',
    preview: { host, port, strictPort: true, open: false },
  });
  const stop = () => void server.close().then(() => process.exit(0));
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

try {
  const port = readPort();
  await checkPort(port);
  ensureInstalled();
  build();
  await serve(port);
  console.log(`\nonsight is ready: http://${host}:${port}/   (Ctrl+C ends it)`);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
