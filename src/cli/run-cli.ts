import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { convertCheckpoint } from '../convert/convert-checkpoint.ts';
import { planConversion } from '../convert/plan-conversion.ts';
import { messageOf } from '../core/errors.ts';
import { fillManifest } from './fill-manifest.ts';
import { folderFiles } from './folder-files.ts';
import { folderWriter } from './folder-writer.ts';
import { hubFiles } from './hub-files.ts';
import { progressBar, type Terminal } from './progress-bar.ts';
import { parseArgs } from 'node:util';
import {
  backends,
  checkTarget,
  defaultDtype,
  dtypes,
  type PackDtype,
  type TargetBackend,
} from '../convert/weights/number-format.ts';

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
    throw new Error(`"${source}" is neither a folder nor an owner/name on the Hub.`);
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

/** Arguments of `onsight manifest`. */
interface ManifestArguments {
  readonly command: 'manifest';
  readonly folder: string;
}

/** Arguments of `onsight convert`. */
interface ConvertArguments {
  readonly command: 'convert';
  /** A folder, or `owner/name` on the Hub. */
  readonly source: string;
  readonly out: string;
  readonly dtype: PackDtype;
  readonly backend: TargetBackend;
  readonly id: string | undefined;
  readonly hubUrl: string;
  readonly revision: string;
}

/** Text of `--help`. */
const help = `onsight convert <folder | owner/name> --out <folder> [options]

Converts a BLIP checkpoint in Hugging Face's layout (config.json, safetensors, tokenizer)
into a model folder for onsight.

  --out <folder>     output folder
  --dtype <dtype>    fp32, fp16, q8 or q4 (default: q8)
  --for <back end>   wasm or webgpu (default: wasm, for q4 webgpu): q8 and q4 differ between them
  --id <id>          the model's id (default: owner/name, or the folder's name)
  --revision <name>  branch, tag or commit on the Hub (default: main)
  --hub-url <url>    another Hub (default: the environment's HF_ENDPOINT, or https://huggingface.co)
  --help             this text

onsight manifest <folder>

Writes the size and hash of every file it uses into the folder's onsight.json.

Files completed by an interrupted run are reused.
Exit codes: 0 success, 1 failure, 2 invalid command line, 130 stopped by Ctrl-C.
`;

/** Parses the command line; undefined if help was requested. @throws TypeError that names the invalid argument */
function parseArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ConvertArguments | ManifestArguments | undefined {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      dtype: { type: 'string' },
      for: { type: 'string' },
      id: { type: 'string' },
      revision: { type: 'string', default: 'main' },
      'hub-url': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help || argv.length === 0) return undefined;
  const [command, source, ...others] = positionals;
  if (command === 'manifest') {
    if (source === undefined || others.length > 0)
      throw new TypeError('Expected exactly one folder with an onsight.json.');
    return { command, folder: source };
  }
  if (command !== 'convert')
    throw new TypeError(`Expected the command \`convert\` or \`manifest\`, got \`${command ?? ''}\`.`);
  if (source === undefined || source === '') throw new TypeError('Expected a folder or an `owner/name` to convert.');
  if (others.length > 0) throw new TypeError(`Expected one checkpoint, also got \`${others.join(' ')}\`.`);
  if (values.out === undefined || values.out === '') throw new TypeError('Expected `--out` to name a folder.');
  const stated = values.for === undefined ? undefined : oneOf('--for', backends, values.for);
  const backend = stated ?? (values.dtype === 'q4' ? 'webgpu' : 'wasm');
  const dtype = values.dtype === undefined ? defaultDtype(backend) : oneOf('--dtype', dtypes, values.dtype);
  checkTarget(dtype, backend);
  const hubUrl = values['hub-url'] ?? env['HF_ENDPOINT'] ?? 'https://huggingface.co';
  if (!URL.canParse(hubUrl)) throw new TypeError(`Expected \`--hub-url\` to be a URL, got \`${hubUrl}\`.`);
  const { out, id, revision } = values;
  return { command, source, out, dtype, backend, id, hubUrl: hubUrl.replace(/\/+$/, ''), revision };
}

function oneOf<T extends string>(name: string, all: readonly T[], value: string): T {
  const found = all.find((each) => each === value);
  if (found === undefined)
    throw new TypeError(`Expected \`${name}\` to be one of ${all.join(', ')}, got \`${value}\`.`);
  return found;
}
