import { DisposeGuard } from '../../core/disposable.ts';
import { Once } from '../../core/async/once.ts';
import type { Pixels } from '../../media/image/pixels.ts';
import type { CapabilityOptions, TextRecognizer } from '../capabilities.ts';
import { LoadListeners } from '../load-listeners.ts';
import { sectionOf } from '../packs/manifest.ts';
import type { PackSessions } from '../packs/pack-sessions.ts';
import type { RecognizedText, TextLine } from '../recognized-text.ts';
import { toDictionary } from './dictionary.ts';
import { LineReader } from './line-reader.ts';
import { readPage, type PageDeps } from './read-page.ts';
import { TextDetector } from './text-detector.ts';
import { toTextLine } from './to-text-line.ts';

/** Dependencies of an {@link OcrModel}. */
interface OcrModelDeps {
  /** Not released by the model: they belong to their creator. */
  readonly sessions: PackSessions;
}

/** The parts of a pack of family `ocr`. */
export const ocrRoles: readonly string[] = ['detector', 'recognizer'];

/**
 * Confidence below which a line of so many letters is not text, the first row that fits. Leaves, windows and strings of
 * instruments are read as a few uncertain letters, of real text hardly ever a line is below 0.9.
 */
const minConfidences: readonly { readonly letters: number; readonly confidence: number }[] = [
  { letters: 12, confidence: 0.5 },
  { letters: 3, confidence: 0.8 },
  { letters: 0, confidence: 0.9 },
];

/** Reads the text of images with a pack of family `ocr`. Nothing is loaded until it is first used. */
export class OcrModel implements TextRecognizer, AsyncDisposable {
  readonly key: string;
  readonly #sessions: PackSessions;
  readonly #guard: DisposeGuard;
  readonly #listeners = new LoadListeners();
  readonly #parts: Once<PageDeps>;

  constructor({ sessions }: OcrModelDeps) {
    const { id, version } = sessions.manifest;
    this.key = `${id}@${version}`;
    this.#sessions = sessions;
    this.#guard = new DisposeGuard(`The model ${id}`);
    this.#parts = new Once((signal) => this.#load(signal));
  }

  async prepare(options: CapabilityOptions = {}): Promise<void> {
    await this.#loaded(options);
    for (const role of ocrRoles) await (await this.#sessions.open(role, options)).warm(options);
  }

  async recognize(
    image: Pixels,
    options: CapabilityOptions & { readonly onLine?: ((line: TextLine) => Promise<void>) | undefined } = {},
  ): Promise<RecognizedText> {
    const { signal, priority = 'interactive', onLine } = options;
    const parts = await this.#loaded(options);
    const lines: TextLine[] = [];
    for await (const read of readPage(image, parts, { signal, priority })) {
      const line = toTextLine(read, image);
      if (!isText(line)) continue;
      signal?.throwIfAborted();
      lines.push(line);
      await onLine?.(line);
    }
    return { text: lines.map(({ text }) => text).join('\n'), lines };
  }

  #loaded(options: CapabilityOptions): Promise<PageDeps> {
    this.#guard.check();
    return this.#listeners.during(options.onProgress, () => this.#parts.get(options));
  }

  async #load(signal: AbortSignal): Promise<PageDeps> {
    const { manifest } = this.#sessions;
    const options = { signal, onProgress: this.#listeners.report };
    await this.#sessions.fetch(ocrRoles, options);
    const detector = await this.#sessions.open('detector', options);
    const recognizer = await this.#sessions.open('recognizer', options);
    const ocr = sectionOf(manifest, 'ocr');
    const dictionary = toDictionary(await this.#sessions.text(ocr.dictionary, signal));
    this.#listeners.report({ phase: 'ready', model: manifest.id });
    return {
      detector: new TextDetector(detector, ocr.detector),
      reader: new LineReader(recognizer, ocr.recognizer, dictionary),
    };
  }

  dispose(): Promise<void> {
    return this.#guard.dispose(async () => {
      await Promise.allSettled([this.#parts.peek()]);
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}

function isText({ text, confidence }: TextLine): boolean {
  const letters = text.replace(/\s/g, '').length;
  const needed = minConfidences.find((row) => letters >= row.letters)?.confidence ?? 1;
  return letters > 0 && confidence >= needed;
}
