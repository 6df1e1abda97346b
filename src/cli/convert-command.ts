import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { convertCheckpoint } from '../convert/convert-checkpoint.ts';
import { planConversion } from '../convert/plan-conversion.ts';
import {
  backends,
  checkTarget,
  defaultDtype,
  dtypes,
  type PackDtype,
  type TargetBackend,
} from '../convert/weights/number-format.ts';
import type { CliContext, Command } from './command.ts';
import { fillManifest } from './fill-manifest.ts';
import { folderFiles } from './folder-files.ts';
import { folderWriter } from './folder-writer.ts';
import { hubFiles } from './hub-files.ts';
import { progressBar } from './progress-bar.ts';

/** Arguments of `onsight convert`. */
interface ConvertArguments {
  /** A folder, or `owner/name` on the Hub. */
  readonly source: string;
  readonly out: string;
  readonly dtype: PackDtype;
  readonly backend: TargetBackend;
  readonly id: string | undefined;
  readonly hubUrl: string;
  readonly revision: string;
}

/** `onsight convert`: a BLIP checkpoint becomes a pack. */
export const convertCommand: Command = {
  help: `onsight convert <folder | owner/name> --out <folder> [options]

Converts a BLIP checkpoint in Hugging Face's layout (config.json, safetensors, tokenizer)
into a model folder for onsight.

  --out <folder>     output folder
  --dtype <dtype>    fp32, fp16, q8 or q4 (default: q8)
  --for <back end>   wasm or webgpu (default: wasm, for q4 webgpu): q8 and q4 differ between them
  --id <id>          the model's id (default: owner/name, or the folder's name)
  --revision <name>  branch, tag or commit on the Hub (default: main)
  --hub-url <url>    another Hub (default: the environment's HF_ENDPOINT, or https://huggingface.co)
  --help             this text
`,
  parse(argv, env) {
    const parsed = parseConvert(argv, env);
    return (context) => convert(parsed, context);
  },
};

/** `onsight manifest`: fills in the list of files of a pack written by hand. */
export const manifestCommand: Command = {
  help: `onsight manifest <folder>

Writes the size and hash of every file it uses into the folder's onsight.json.
`,
  parse(argv) {
    const { positionals } = parseArgs({ args: [...argv], allowPositionals: true, options: {} });
    const [folder, ...others] = positionals;
    if (folder === undefined || others.length > 0)
      throw new TypeError('Expected exactly one folder with an onsight.json.');
    return async ({ stdout }) => {
      for (const { path, bytes, sha256 } of await fillManifest(folder))
        stdout.write(`${sha256}  ${path}, ${bytes} bytes\n`);
      return 0;
    };
  },
};

async function convert(parsed: ConvertArguments, { stdout, stderr, signal }: CliContext): Promise<number> {
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
  return 0;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function parseConvert(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): ConvertArguments {
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
    },
  });
  const [source, ...others] = positionals;
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
  return { source, out, dtype, backend, id, hubUrl: hubUrl.replace(/\/+$/, ''), revision };
}

function oneOf<T extends string>(name: string, all: readonly T[], value: string): T {
  const found = all.find((each) => each === value);
  if (found === undefined)
    throw new TypeError(`Expected \`${name}\` to be one of ${all.join(', ')}, got \`${value}\`.`);
  return found;
}
