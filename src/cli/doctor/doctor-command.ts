import { parseArgs } from 'node:util';
import type { CliContext, Command } from '../command.ts';
import { checkAsset, checkPack } from './check-files.ts';
import { checkPage, checkWorker, toCheckedPage } from './check-scripts.ts';
import { findAssets, findScripts } from './find-scripts.ts';
import { hostOf, hosts, settingOf, type Finding, type Host } from './finding.ts';
import { SiteFiles } from './site-files.ts';

/** Arguments of `onsight doctor`. Addresses are absolute. */
interface DoctorArguments {
  readonly page: string;
  readonly worker: string | undefined;
  readonly assets: string | undefined;
  readonly models: string;
  readonly packs: readonly string[];
  readonly host: Host | undefined;
  readonly quick: boolean;
  readonly json: boolean;
}

/** `onsight doctor`: checks a deployed page. */
export const doctorCommand: Command = {
  help: `onsight doctor <url> [options]

Checks a deployed page that uses onsight: scripts and their types, Content-Security-Policy,
isolation, CORS, models and their hashes, ranges, caching. Names the line to add for the host.

  --models <url>     folder of the models (default: models/ beside the page)
  --pack <name>      pack to check (default: starter); repeat it for several
  --worker <url>     worker script, if the page's scripts do not name it
  --assets <url>     folder of the runtime, if the page passes \`assetsUrl\`
  --host <name>      ${hosts.join(', ')} (default: recognised by its headers)
  --quick            compare sizes of the models instead of hashes
  --json             print the findings as JSON
`,
  parse(argv) {
    const parsed = parseDoctor(argv);
    return (context) => examine(parsed, context);
  },
};

function parseDoctor(argv: readonly string[]): DoctorArguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      models: { type: 'string', default: 'models/' },
      pack: { type: 'string', multiple: true, default: ['starter'] },
      worker: { type: 'string' },
      assets: { type: 'string' },
      host: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [page = '', ...others] = positionals;
  if (others.length > 0) throw new TypeError(`Expected one address, also got \`${others.join(' ')}\`.`);
  if (!/^https?:/.test(page) || !URL.canParse(page))
    throw new TypeError(`Expected the http address of a page, got \`${page}\`.`);
  const resolve = (name: string, address: string, end = ''): string => {
    if (URL.canParse(address, page)) return new URL(address.endsWith(end) ? address : `${address}${end}`, page).href;
    throw new TypeError(`Expected \`${name}\` to be an address, got \`${address}\`.`);
  };
  const host = hosts.find((each) => each === values.host);
  if (values.host !== undefined && host === undefined)
    throw new TypeError(`Expected \`--host\` to be one of ${hosts.join(', ')}, got \`${values.host}\`.`);
  const { worker, assets, models, pack, quick, json } = values;
  return {
    page,
    worker: worker === undefined ? undefined : resolve('--worker', worker),
    assets: assets === undefined ? undefined : resolve('--assets', assets, '/'),
    models: resolve('--models', models, '/'),
    packs: pack,
    host,
    quick,
    json,
  };
}

async function examine(parsed: DoctorArguments, { stdout, signal }: CliContext): Promise<number> {
  const files = new SiteFiles(signal);
  const page = toCheckedPage(await files.read(parsed.page));
  const findings = [...checkPage(page)];
  const host = parsed.host ?? hostOf(page.file.url, page.file.headers);
  if (!findings.some(({ status, check }) => check === 'page' && status === 'failure'))
    findings.push(...(await checkContent(page, parsed, files)));
  const failures = findings.filter(({ status }) => status === 'failure').length;
  if (parsed.json) {
    const listed = findings.map((finding) => ({ ...finding, settings: settingsOf(finding) }));
    stdout.write(
      `${JSON.stringify({ page: page.file.url, host: host ?? null, failures, findings: listed }, null, 2)}\n`,
    );
  } else stdout.write(printed(findings, host));
  return failures === 0 ? 0 : 1;
}

async function checkContent(
  page: ReturnType<typeof toCheckedPage>,
  { worker, assets, models, packs, host, quick }: DoctorArguments,
  files: SiteFiles,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const found = await findScripts(page.file, files);
  const workerUrl = worker ?? found.worker;
  if (workerUrl === undefined) {
    const advice = 'Name the script: `--worker <url>`. Bundlers may hide its address.';
    const about = found.isUsed ? 'the scripts do not name it' : 'no script of the page mentions onsight';
    findings.push({ status: 'warning', check: 'worker.js', url: page.file.url, found: about, fix: { advice } });
  } else findings.push(...(await checkWorker(page, workerUrl, 'worker.js', files)));
  if (found.storeWorker !== undefined)
    findings.push(...(await checkWorker(page, found.storeWorker, 'store-worker.js', files)));
  const script = workerUrl === undefined ? undefined : await files.read(workerUrl);
  const isScript = script?.status === 200 && !script.isHtml;
  if (isScript)
    for (const [name, url] of await findAssets(script, assets, files))
      findings.push(...(await checkAsset(page, script, name, url, files, host)));
  for (const pack of packs)
    findings.push(
      ...(await checkPack(page, isScript ? script : undefined, new URL(`${pack}/`, models).href, files, quick)),
    );
  return findings;
}

function settingsOf({ fix }: Finding): Readonly<Record<string, string>> | undefined {
  if (fix === undefined) return undefined;
  return 'advice' in fix
    ? { all: fix.advice }
    : Object.fromEntries(hosts.map((host) => [host, settingOf(fix, host)] as const));
}

const marks = { ok: 'ok      ', warning: 'WARNING ', failure: 'FAILURE ' };

function printed(findings: readonly Finding[], host: Host | undefined): string {
  const lines = findings.flatMap((finding) => {
    const { status, check, url, found, fix } = finding;
    const first = `${marks[status]}${check}: ${found}${status === 'ok' ? '' : `\n        ${url}`}`;
    if (fix === undefined) return [first];
    if ('advice' in fix) return [first, indented(fix.advice)];
    const settings = host === undefined ? hosts : [host];
    return [first, ...settings.map((each) => indented(`${each}: ${settingOf(fix, each)}`))];
  });
  const count = (status: Finding['status']): string => String(findings.filter((each) => each.status === status).length);
  const end = `${count('ok')} checks passed, ${count('warning')} warnings, ${count('failure')} failures`;
  return [...lines, '', end, ''].join('\n');
}

function indented(text: string): string {
  return text.replace(/^/gm, '        ');
}
