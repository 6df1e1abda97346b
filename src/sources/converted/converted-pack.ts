import type { RemoteFile } from '../../assets/file-cache.ts';
import { SetProgress } from '../../assets/download/set-progress.ts';
import { convertCheckpoint } from '../../convert/convert-checkpoint.ts';
import { packManifest } from '../../convert/pack/pack-manifest.ts';
import type { PackFile } from '../../convert/pack/pack-writer.ts';
import { planConversion, type ConversionPlan, type ConversionTarget } from '../../convert/plan-conversion.ts';
import type { AbortOptions } from '../../core/async/abort.ts';
import { OnsightError } from '../../core/errors.ts';
import { Once } from '../../core/async/once.ts';
import { LoadListeners } from '../../families/load-listeners.ts';
import { parseManifest, type Manifest } from '../../families/packs/manifest.ts';
import type { ModelTask } from '../../families/capabilities.ts';
import type { ModelCost } from '../model-types.ts';
import type { ReleasableFiles } from '../folder/checkpoint-files.ts';
import { CachePackWriter } from './cache-pack-writer.ts';
import { fetchModelFiles } from '../fetch-model-files.ts';
import { costOfFiles } from '../model-cost.ts';
import type { FetchOptions, PackContext, PackFiles } from '../pack/pack-files.ts';
import { filesForTasks } from '../task-files.ts';

const manifestName = 'onsight.json';

/** Source and target of a conversion. */
export interface ConversionParts extends PackContext {
  readonly target: ConversionTarget;
  /** Identifies the weights: the revision. */
  readonly revision: string;
  /** URL of its files; a converted file's URL also has the target after a `#`. */
  readonly baseUrl: string;
  /** Undefined if only stored files may be used. */
  readonly checkpoint: ReleasableFiles | undefined;
  /** Marks a pack that was not converted here. */
  readonly isImported?: boolean;
  /** Whether its files came from the visitor's disk, under a name that other files may reuse. */
  readonly isLocal: boolean;
}

/** A checkpoint that is converted to a pack on this device at first use, and then read from storage. */
export class ConvertedPack implements PackFiles {
  readonly manifest: Manifest;
  readonly #parts: ConversionParts;
  /** Undefined for a stored pack, until its files are deleted and must be converted again. */
  #plan: ConversionPlan | undefined;
  readonly #listeners = new LoadListeners();
  #converted: Once<void>;

  private constructor(parts: ConversionParts, manifest: Manifest, plan: ConversionPlan | undefined) {
    this.#parts = parts;
    this.#plan = plan;
    // Cached results of a model must not outlive its weights.
    const version = parts.isLocal ? manifest.version : parts.revision;
    this.manifest = {
      ...manifest,
      id: parts.target.id,
      version: `${version}/${parts.isImported === true ? 'pack' : parts.target.dtype}`,
    };
    this.#converted = new Once((signal) => this.#convert(signal));
  }

  /** The pack that was made here earlier; undefined when there is none, or not all of it. */
  static async stored(parts: ConversionParts): Promise<ConvertedPack | undefined> {
    const { cache, target } = parts;
    const file = convertedFile(parts, manifestName);
    if ((await cache.stored([file]))[0] !== true) return undefined;
    const [blob] = await cache.fetchAll([file]);
    const manifest = parseManifest(target.id, (await blob?.text()) ?? '');
    const stored = await cache.stored(manifest.files.map(({ path }) => convertedFile(parts, path)));
    return stored.every(Boolean) ? new ConvertedPack(parts, manifest, undefined) : undefined;
  }

  /**
   * Reads configs and headers of a checkpoint, no weights.
   *
   * @throws OnsightError `unsupported-format`, `unsupported-model`, `download-failed`, `not-cached-offline`
   */
  static async planned(parts: ConversionParts, options: AbortOptions): Promise<ConvertedPack> {
    const plan = await planOf(parts, options);
    return new ConvertedPack(parts, draftManifest(plan), plan);
  }

  async read(paths: readonly string[], { signal, onProgress }: FetchOptions = {}): Promise<readonly Blob[]> {
    const ready = await this.#isReady();
    if (!ready) {
      await this.#listeners.during(onProgress, () => this.#converted.get({ signal }));
      // Files that are deleted later are converted again.
      this.#converted = new Once((next) => this.#convert(next));
    }
    const files = [...paths.map((path) => convertedFile(this.#parts, path)), await this.#parts.wasmFile()];
    // A conversion has reported all bytes, so a second count from zero would only confuse.
    const notify = ready ? onProgress : undefined;
    const blobs = await fetchModelFiles(this.#parts.cache, this.manifest.id, files, { signal, onProgress: notify });
    return blobs.slice(0, paths.length);
  }

  async cost(tasks: readonly ModelTask[]): Promise<ModelCost> {
    const wasm = await this.#parts.wasmFile();
    const made = await this.#finished();
    if (this.#plan === undefined || made !== undefined) {
      const files = filesForTasks(this.manifest, tasks).map((path) => this.#sized(path, made ?? this.manifest.files));
      return costOfFiles(this.#parts.cache, [...files, wasm]);
    }
    const { totalBytes, storedBytes } = await costOfFiles(this.#parts.cache, [wasm]);
    return { totalBytes: totalBytes + this.#plan.sourceBytes, storedBytes };
  }

  async fetch(tasks: readonly ModelTask[], options: FetchOptions): Promise<void> {
    await this.read(filesForTasks(this.manifest, tasks), options);
  }

  async #isReady(): Promise<boolean> {
    return (await this.#finished()) !== undefined;
  }

  /**
   * The stored pack, if it is complete and was made from this checkpoint; a folder of the same name may have been
   * another one. The manifest of a plan does not record which layers stayed wider.
   */
  async #finished(): Promise<readonly PackFile[] | undefined> {
    if (this.#plan === undefined) {
      const [isStored] = await this.#parts.cache.stored([convertedFile(this.#parts, manifestName)]);
      return isStored === true ? this.manifest.files : undefined;
    }
    const made = await this.#writer().completed(this.#plan.key);
    return made.some(({ path }) => path === manifestName) ? made : undefined;
  }

  #writer(): CachePackWriter {
    return new CachePackWriter(this.#parts.cache, (path) => convertedFile(this.#parts, path));
  }

  #sized(path: string, files: readonly PackFile[]): RemoteFile {
    const bytes = files.find((file) => file.path === path)?.bytes;
    return { ...convertedFile(this.#parts, path), ...(bytes === undefined ? {} : { bytes }) };
  }

  async #convert(signal: AbortSignal): Promise<void> {
    const { cache, target, wasmFile } = this.#parts;
    const plan = (this.#plan ??= await planOf(this.#parts, { signal }));
    const wasm = await wasmFile();
    const wasmBytes = wasm.bytes ?? 0;
    const report = (event: { loadedBytes: number; totalBytes: number; bytesPerSecond: number }): void => {
      this.#listeners.report({ phase: 'download', model: target.id, ...event });
    };
    const progress = new SetProgress([wasmBytes, plan.sourceBytes], [0, 0], report);
    progress.report();
    const onWasm = ({ loadedBytes }: { readonly loadedBytes: number }): void => {
      progress.update(0, loadedBytes);
    };
    await cache.fetchAll([wasm], { signal, onProgress: onWasm });
    const convert = async (): Promise<void> => {
      // Another tab may have made it meanwhile.
      if (await this.#isReady()) return;
      // Without its manifest, what is left of an earlier checkpoint is no pack.
      await cache.drop(convertedFile(this.#parts, manifestName));
      await convertCheckpoint(plan, this.#writer(), {
        signal,
        onProgress: ({ loadedBytes }) => {
          progress.update(1, loadedBytes);
        },
      });
      const weights = new Set(plan.graphFiles.flatMap(({ sources }) => sources.map(({ file }) => file)));
      for (const path of weights) await this.#parts.checkpoint?.release?.(path);
    };
    await cache.alone(`convert/${convertedFile(this.#parts, '').url}`, convert, { signal });
    progress.finish();
  }
}

async function planOf({ checkpoint, target }: ConversionParts, options: AbortOptions): Promise<ConversionPlan> {
  if (checkpoint !== undefined) return planConversion(checkpoint, target, options);
  throw new OnsightError('unsupported-model', {
    model: target.id,
    reason: 'its files are not on this device any more; import the folder again',
  });
}

/** A file of a pack, as the cache knows it. */
export function convertedFile(parts: ConversionParts, path: string): RemoteFile {
  const { target, revision, baseUrl, isImported = false } = parts;
  const made = isImported ? 'pack' : `${target.dtype}-${target.backend}`;
  return { url: `${baseUrl}${path}#${made}`, group: target.id, path: `${revision}/${made}/${path}` };
}

/** The manifest before the files are made: nothing is known of their hashes, and layers may have to stay wider. */
function draftManifest(plan: ConversionPlan): Manifest {
  const sha256 = '0'.repeat(64);
  const graphs = plan.graphFiles.map(({ path, bytes }) => ({ path, bytes, sha256 }));
  const tokenizer = { path: 'tokenizer.json', bytes: new TextEncoder().encode(plan.tokenizer.text).length, sha256 };
  return parseManifest(plan.id, packManifest(plan, [...graphs, tokenizer]));
}
