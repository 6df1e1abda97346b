#!/usr/bin/env node
import { runCli } from './cli/run-cli.ts';

const stop = new AbortController();
process.once('SIGINT', () => {
  stop.abort();
});
const { env, stdout, stderr } = process;
process.exitCode = await runCli(process.argv.slice(2), {
  env,
  cwd: process.cwd(),
  stdout,
  stderr,
  signal: stop.signal,
});
