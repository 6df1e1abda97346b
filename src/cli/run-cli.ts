import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { convertCheckpoint } from '../convert/convert-checkpoint.ts';
import { planConversion } from '../convert/plan-conversion.ts';
import { messageOf } from '../core/errors.ts';
import { fillManifest } from './fill-manifest.ts';
import { folderFiles } from './folder-files.ts';
import { folderWriter } from './folder-writer.ts';
import { hubFiles } from './hub-files.ts';
import { help, parseArguments, type ConvertArguments, type ManifestArguments } from './parse-arguments.ts';
import { progressBar, type Terminal } from './progress-bar.ts';

/** Environment of a command. */
interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  readonly signal: AbortSignal;
}

/** Runs `onsight <argv>` and returns the exit code. */
export async function runCli(argv: readonly string[], context: CliContext): Promise<number> {
  const { stdout, stderr, env, signal } = context;
  let parsed: ConvertArguments | ManifestArguments | undefined;
  try {
    parsed = parseArguments(argv, env);
  } catch (error) {
    stderr.write(`${messageOf(error)}\nSee onsight --help.\n`);
    return 2;
  }
  if (parsed === undefined) {
    stdout.write(help);
    return 0;
  }
  try {
    await (parsed.command === 'convert' ? convert(parsed, context) : list(parsed, context));
    return 0;
  } catch (error) {
    if (signal.aborted) {
      stderr.write('Stopped. Run the same command again to resume.\n');
      return 130;
    }
    stderr.write(`${messageOf(error)}\n`);
    return 1;
  }
}

async function convert(parsed: ConvertArguments, { stdout, stderr, signal }: CliContext): Promise<void> {
  const { source, out, dtype, backend, hubUrl, revision } = parsed;
  const local = (await stat(source).catch(() => undefined))?.isDirectory() === true;
  if (!local && !/^[\w.-]+\/[\w.-]+$/.test(source))
    throw new Error(`There is no folder "${source}", and it is no owner/name on the Hub.`);
  await using hub = local ? undefined : hubFiles({ hubUrl, id: source, revision });
  const id = parsed.id ?? (local ? basename(resolve(source)) : source);
  const plan = await planConversion(hub ?? folderFiles(source), { id, dtype, backend }, { signal });
  stdout.write(
    `${id}: ${megabytes(plan.sourceBytes)} MB of weights become ${megabytes(plan.packBytes)} MB, ${dtype} for ${backend}\n`,
  );
  const bar = progressBar(stderr);
  const files = await convertCheckpoint(plan, folderWriter(out), { signal, onProgress: bar.report }).finally(bar.end);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  stdout.write(`${megabytes(bytes)} MB written to ${out}\n`);
}

async function list({ folder }: ManifestArguments, { stdout }: CliContext): Promise<void> {
  for (const { path, bytes, sha256 } of await fillManifest(folder))
    stdout.write(`${sha256}  ${path}, ${bytes} bytes\n`);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
