import { checkTarget, defaultDtype, dtypes, type PackDtype } from '../../convert/weights/number-format.ts';
import type { AbortOptions } from '../../core/async/abort.ts';
import { OnsightError, reasonOf } from '../../core/errors.ts';
import type { ModelRef } from '../model-types.ts';
import type { Backend } from '../../runtime/backend.ts';
import { folderCheckpoint, RemoteCheckpoint, type ReleasableFiles } from '../folder/checkpoint-files.ts';
import type { ConversionTarget } from '../../convert/plan-conversion.ts';
import { ConvertedPack, convertedFile, type ConversionParts } from './converted-pack.ts';
import { importPack } from '../folder/import-pack.ts';
import { tasksOf } from '../task-files.ts';
import { isBlipConfig } from './is-blip-config.ts';
import type { SourceDeps } from '../model-source.ts';
import type { FetchOptions } from '../pack/pack-files.ts';

/** A pack that was or will be made of a checkpoint, and the back end that it is for; undefined where it may be either. */
interface OpenedConversion {
  readonly pack: ConvertedPack;
  readonly backend: Backend | undefined;
}

/** Imported folders are named so; nothing of them is ever asked of a server. */
const localOwner = 'local/';

/**
 * A model whose weights are converted on this device: what was made earlier, else a BLIP checkpoint of the Hub.
 *
 * @returns undefined when the repository is no BLIP
 * @throws OnsightError `unsupported-model` for a BLIP in a weight format that is not made
 */
export async function openConverted(
  ref: ModelRef,
  parts: SourceDeps,
  options: AbortOptions,
): Promise<OpenedConversion | undefined> {
  const backend = await backendFor(parts, options);
  const choice = toDtype(ref.dtype, backend);
  const wanted = conversionParts(ref, { dtype: choice.dtype ?? 'q8', backend }, parts);
  if (wanted.isLocal) {
    const pack = await ConvertedPack.stored({ ...wanted, isImported: true });
    if (pack !== undefined) return { pack, backend: undefined };
  }
  for (const target of storedTargets(ref, backend)) {
    const pack = await ConvertedPack.stored({ ...wanted, target: { ...wanted.target, ...target } });
    if (pack !== undefined) return { pack, backend: target.backend };
  }
  if (!(await isBlip(wanted, options))) return undefined;
  if (choice.dtype === undefined) throw new OnsightError('unsupported-model', { model: ref.id, reason: choice.reason });
  return { pack: await ConvertedPack.planned(wanted, options), backend };
}

/**
 * Formats to look for on the device, best first. Weights for WASM also run if there is a GPU, which saves another
 * gigabyte. An imported folder is used in any format.
 */
function storedTargets(ref: ModelRef, backend: Backend): readonly Pick<ConversionTarget, 'dtype' | 'backend'>[] {
  const wish = ref.dtype ?? (ref.id.startsWith(localOwner) ? undefined : defaultDtype(backend));
  const wanted = wish === undefined ? dtypes : dtypes.filter((dtype) => dtype === wish);
  const places = backend === 'webgpu' ? (['webgpu', 'wasm'] as const) : (['wasm'] as const);
  return places.flatMap((place) =>
    wanted.filter((dtype) => toDtype(dtype, place).dtype !== undefined).map((dtype) => ({ dtype, backend: place })),
  );
}

/** Converts a checkpoint of a folder, or takes a pack as it is, so that `openConverted` finds it under its id. */
export async function importCheckpoint(
  ref: ModelRef,
  files: ReadonlyMap<string, Blob>,
  parts: SourceDeps,
  options: FetchOptions,
): Promise<void> {
  const backend = await backendFor(parts, options);
  const choice = toDtype(ref.dtype, backend);
  if (choice.dtype === undefined) throw new OnsightError('unsupported-model', { model: ref.id, reason: choice.reason });
  const made = conversionParts(ref, { dtype: choice.dtype, backend }, parts);
  if (files.has('onsight.json')) {
    await importPack({ ...made, isImported: true }, files, options);
    return;
  }
  const pack = await ConvertedPack.planned({ ...made, checkpoint: folderCheckpoint(files) }, options);
  await pack.fetch(tasksOf(pack.manifest), options);
  // An earlier import of this name would be found first.
  for (const target of [...storedTargets(ref, backend), undefined]) {
    const other =
      target === undefined ? { ...made, isImported: true } : { ...made, target: { ...made.target, ...target } };
    if (convertedFile(other, '').url !== convertedFile(made, '').url)
      await parts.cache.drop(convertedFile(other, 'onsight.json'));
  }
}

/** Target of a new conversion. */
async function backendFor({ runtime }: SourceDeps, options: AbortOptions): Promise<Backend> {
  const { backend } = await runtime.plan.get(options);
  return backend === 'wasm' ? 'wasm' : 'webgpu';
}

/** Dependencies of a conversion. */
function conversionParts(
  { id, revision = 'main' }: ModelRef,
  made: { readonly dtype: PackDtype; readonly backend: Backend },
  { config, cache, runtime }: SourceDeps,
): ConversionParts {
  const isLocal = id.startsWith(localOwner);
  const host = isLocal ? 'https://onsight.invalid/' : config.hubUrl;
  const baseUrl = `${host}${id}/resolve/${encodeURIComponent(revision)}/`;
  const file = (path: string): { url: string; group: string; path: string } => ({
    url: new URL(path, baseUrl).href,
    group: id,
    path: `${revision}/${path}`,
  });
  return {
    cache,
    wasmFile: () => runtime.wasmFile(),
    target: { id, ...made },
    revision,
    isLocal,
    baseUrl,
    checkpoint: isLocal ? undefined : new RemoteCheckpoint(cache, file),
  };
}

type DtypeChoice = { readonly dtype: PackDtype } | { readonly dtype: undefined; readonly reason: string };

function toDtype(wish: string | undefined, backend: Backend): DtypeChoice {
  const dtype = dtypes.find((each) => each === (wish ?? defaultDtype(backend)));
  if (dtype === undefined) return { dtype, reason: `BLIP is made in ${dtypes.join(', ')}, not in "${String(wish)}"` };
  try {
    checkTarget(dtype, backend);
    return { dtype };
  } catch (error) {
    return { dtype: undefined, reason: reasonOf(error) };
  }
}

async function isBlip({ checkpoint, target, baseUrl }: ConversionParts, options: AbortOptions): Promise<boolean> {
  if (checkpoint === undefined) return target.id.startsWith(localOwner);
  const bytes = await readConfig(checkpoint, target.id, baseUrl, options);
  if (isBlipConfig(new TextDecoder().decode(bytes))) return true;
  // The next one to ask for it finds it here.
  await checkpoint.keep?.('config.json', bytes);
  return false;
}

/** @throws OnsightError `download-failed` that says so where there is no such repository */
async function readConfig(
  checkpoint: ReleasableFiles,
  model: string,
  baseUrl: string,
  options: AbortOptions,
): Promise<Uint8Array> {
  const url = new URL('config.json', baseUrl).href;
  const absent = (reason: string, status: number, cause?: unknown): OnsightError =>
    new OnsightError('download-failed', { url, reason, status }, { cause });
  try {
    const stat = await checkpoint.stat('config.json', options);
    if (stat === undefined) throw absent(`not found: there is no model "${model}", or it has no config.json`, 404);
    return await checkpoint.read('config.json', 0, stat.bytes, options);
  } catch (error) {
    const status = OnsightError.is(error, 'download-failed') ? error.details.status : undefined;
    // The Hub's answer for a repository that it does not know, too.
    if (status === 401 || status === 403)
      throw absent(`not found: there is no model "${model}" that everybody may read`, status, error);
    throw error;
  }
}
