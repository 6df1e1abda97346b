import type { AbortOptions } from '../core/async/abort.ts';
import { checkIterable, checkText } from '../core/check.ts';
import { withProgress, type LoadProgress, type OnProgress } from '../core/progress.ts';
import type { TranscribeItemsOptions } from '../library/reading/transcribe-items.ts';
import type { ReadTextOptions, ReadTextResult } from '../library/reading/read-text.ts';
import type { LibraryStatus, ReindexOptions, ReindexResult } from '../library/reindex/reindex.ts';
import { isKind } from '../sample/is-kind.ts';
import type { ModelRef } from '../sources/model-types.ts';
import type { LibraryRef } from '../worker/contract.ts';
import { checkOptions } from './arguments/check-options.ts';
import type { EngineSession } from './session-state.ts';

interface UpkeepDeps {
  readonly session: EngineSession;
  readonly readTextModel: () => ModelRef;
  readonly transcribeModel: () => ModelRef;
  readonly onProgress: OnProgress<LoadProgress> | undefined;
}

/** The calls of a library that go over all of its items, in the background. */
export class LibraryUpkeep {
  readonly #ref: LibraryRef;
  readonly #deps: UpkeepDeps;

  /** @internal */
  constructor(ref: LibraryRef, deps: UpkeepDeps) {
    this.#ref = ref;
    this.#deps = deps;
  }

  /**
   * State of this library for its model. After a new version of the model, or another model, `isCurrent` is false until
   * {@link Library.reindex} has run.
   */
  async status(options: AbortOptions = {}): Promise<LibraryStatus> {
    return this.#deps.session.call('libraryStatus', { library: this.#ref }, checkOptions('library.status', options));
  }

  /**
   * Re-embeds, with the library's model, every item that another model embedded: images from `originals` if given, else
   * from stored previews; texts from `metadata.text`. Ids, metadata, previews and order stay. Resumable: each batch is
   * on disk before it counts. Until all are done, the former model answers searches if its text encoder is still on
   * this device; otherwise they cover re-embedded items only. One tab at a time: a call in another waits.
   *
   * @returns `failed`: items without a readable image or text. They stay and are found by their words
   * @throws OnsightError `download-failed`, `not-cached-offline`, `quota-exceeded`, `store-failed`; what is done stays
   * @example `if (!(await library.status()).isCurrent) await library.reindex({ onProgress: console.log });`
   */
  async reindex(options: ReindexOptions = {}): Promise<ReindexResult> {
    const { signal, onProgress, originals } = checkOptions('library.reindex', options);
    checkOriginals(originals);
    return this.#deps.session.call(
      'reindexLibrary',
      { library: this.#ref, originals },
      withProgress({ signal, onProgress }, this.#deps.onProgress),
    );
  }

  /**
   * Reads the text of the library's images (OCR) in the background: newest first, those that this model has not read
   * yet, or that were turned or replaced since. Resumable: each image is on disk before it counts, so the next call
   * goes on where a page was closed. `linesOf(item)` gives the lines; searches find them, and `hit.lines` says which.
   * `metadata.hasText` and `metadata.kind` (`screenshot`, `document`, `receipt`, `photo`) can be filtered. The model
   * `ocr` (6.2 MB) is downloaded at the first call.
   *
   * Pass `originals` where the page has the files: small text is not legible in stored previews. An image read from its
   * preview is read again once its original is passed.
   *
   * @returns `failed`: images that could not be read; the next call tries them again
   * @throws OnsightError `unsupported-model` if the session's model reads no text, `download-failed`,
   * `not-cached-offline`, `quota-exceeded`, `store-failed`; what is done stays
   * @example `await library.readText({ originals: new Map([[id, file]]), onProgress: console.log });`
   */
  async readText(options: ReadTextOptions = {}): Promise<ReadTextResult> {
    const { ids, again, ...rest } = checkOptions('library.readText', options);
    const list = toIds(ids);
    const { signal, onProgress, originals } = rest;
    checkOriginals(originals);
    return this.#deps.session.call(
      'readLibraryText',
      { library: this.#ref, model: this.#deps.readTextModel(), ids: list, again, originals },
      withProgress({ signal, onProgress }, this.#deps.onProgress),
    );
  }

  /**
   * Transcribes sounds and videos of the library in the background: those of `originals` that this model has not
   * transcribed yet, newest first. Resumable: each item is on disk before it counts. `linesOf(item)` gives the
   * sentences; searches find their words, and `hit.part.range` and `hit.lines` say when they are said.
   * `metadata.spokenLanguages` lists the languages. The models are downloaded at the first call, see
   * `onsight.transcribe`.
   *
   * @returns `failed`: items that could not be transcribed; the next call tries them again
   * @throws OnsightError `unsupported-model`, `download-failed`, `not-cached-offline`, `quota-exceeded`,
   *   `store-failed`; what is done stays
   * @example `await library.transcribe({ originals: new Map([[id, file]]), onProgress: console.log });`
   */
  async transcribe(options: TranscribeItemsOptions = {}): Promise<ReadTextResult> {
    const { ids, again, language, ...rest } = checkOptions('library.transcribe', options);
    const list = toIds(ids);
    if (language !== undefined) checkText('language', language);
    const { signal, onProgress, originals } = rest;
    checkOriginals(originals);
    return this.#deps.session.call(
      'transcribeLibrary',
      { library: this.#ref, model: this.#deps.transcribeModel(), ids: list, again, originals, language },
      withProgress({ signal, onProgress }, this.#deps.onProgress),
    );
  }
}

function toIds(ids: Iterable<string> | undefined): readonly string[] | undefined {
  if (ids === undefined) return undefined;
  checkIterable('ids', ids);
  const list = [...ids];
  for (const id of list) checkText('id', id);
  return list;
}

/** @throws TypeError if `originals` is not a Map of files */
function checkOriginals(originals: ReindexOptions['originals']): void {
  // Input of a page in plain JavaScript.
  const given: unknown = originals;
  if (given === undefined) return;
  if (!(given instanceof Map && [...given.values()].every((file) => isKind(file, 'Blob', 'File'))))
    throw new TypeError('Expected `originals` to be a Map from ids of items to their files.');
}
