import { parseArgs } from 'node:util';
import {
  backends,
  checkTarget,
  defaultDtype,
  dtypes,
  type Dtype,
  type TargetBackend,
} from '../convert/weights/number-format.ts';

/** Arguments of `onsight manifest`. */
export interface ManifestArguments {
  readonly command: 'manifest';
  readonly folder: string;
}

/** Arguments of `onsight convert`. */
export interface ConvertArguments {
  readonly command: 'convert';
  /** A folder, or `owner/name` on the Hub. */
  readonly source: string;
  readonly out: string;
  readonly dtype: Dtype;
  readonly backend: TargetBackend;
  readonly id: string | undefined;
  readonly hubUrl: string;
  readonly revision: string;
}

/** Text of `--help`. */
export const help = `onsight convert <folder | owner/name> --out <folder> [options]

Turns a BLIP checkpoint of Hugging Face's layout (config.json, safetensors, tokenizer)
into a model folder for onsight.

  --out <folder>     where the model is written
  --dtype <dtype>    fp32, fp16, q8 or q4 (default: q8)
  --for <back end>   wasm or webgpu (default: wasm, for q4 webgpu): q8 and q4 differ between them
  --id <id>          the model's id (default: owner/name, or the folder's name)
  --revision <name>  branch, tag or commit on the Hub (default: main)
  --hub-url <url>    another Hub (default: the environment's HF_ENDPOINT, or https://huggingface.co)
  --help             this text

onsight manifest <folder>

Writes sizes and hashes of all files that the folder's onsight.json uses into it.

Files that a broken-off run has finished are not made again.
Exit codes: 0 done, 1 it did not work, 2 the command line is wrong, 130 stopped by Ctrl-C.
`;

/** Parses the command line; undefined if help was requested. @throws TypeError that names the invalid argument */
export function parseArguments(
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
