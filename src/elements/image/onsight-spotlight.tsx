import type { Onsight } from '../../api/onsight.ts';
import type { LoadProgress } from '../../core/progress.ts';
import type { HeatMap } from '../../math/heat-map.ts';
import type { ImageInput } from '../../sample/image-input.ts';
import { FailureCard } from '../failure-card.tsx';
import { ImageElement } from './image-element.ts';
import { paintSpotlight } from '../paint-spotlight.ts';
import { loadLine, ProgressRow } from '../progress-row.tsx';

/** A word of what the model said, and where it looked for it. */
interface SeenWord {
  readonly word: string;
  readonly heat?: HeatMap | undefined;
}

/** Longest side of the painted image, in pixels. */
const maxSide = 1280;

/**
 * `<onsight-spotlight for="id">`: an image with a spotlight where the model looked. Paints `heat` if it is given; else
 * asks for the caption, or for the answer to `question`, and offers its words: a word that is hovered, focused or
 * pressed shows its spotlight.
 *
 * Attributes: `for`, `question`. Event: `onsight-spotlight` with `detail.word` when another word is shown.
 */
export class OnsightSpotlight extends ImageElement {
  static override observedAttributes = [...ImageElement.observedAttributes, 'question'];

  #heat: HeatMap | undefined;
  #said: readonly SeenWord[] = [];
  #language = 'en';
  #shownWord: SeenWord | undefined;
  #source: { readonly pixels: CanvasImageSource; readonly width: number; readonly height: number } | undefined;
  #loading: LoadProgress | undefined;

  constructor() {
    super('spotlight');
  }

  /** Heat map to paint: of a caption's word, an answer, or `library.explain`. */
  get heat(): HeatMap | undefined {
    return this.#heat;
  }
  set heat(heat: HeatMap | undefined) {
    const isOther = (heat === undefined) !== (this.#heat === undefined);
    this.#heat = heat;
    if (isOther) this.restart();
    else this.draw();
  }

  /** Question whose answer is explained: the attribute. */
  get question(): string {
    return this.getAttribute('question') ?? '';
  }
  set question(question: string) {
    this.setAttribute('question', question);
  }

  protected override async look(
    image: ImageInput,
    onsight: () => Promise<Onsight>,
    signal: AbortSignal,
  ): Promise<void> {
    const source = await toSource(image);
    signal.throwIfAborted();
    this.#source = source;
    this.draw();
    if (this.#heat !== undefined) return;
    const instance = await onsight();
    const onProgress = (progress: LoadProgress): void => {
      this.#loading = progress.phase === 'ready' || signal.aborted ? undefined : progress;
      this.draw();
    };
    const task = this.question.trim() === '' ? 'caption' : 'ask';
    const { languages } = await instance.modelFor(task, { signal });
    const said =
      task === 'caption'
        ? (await instance.caption(image, { signal, onProgress })).words
        : await answerOf(instance, image, this.question, { signal, onProgress });
    signal.throwIfAborted();
    this.#language = languages[task]?.[0] ?? 'en';
    this.#said = said;
    this.#loading = undefined;
    if (task === 'ask') this.#show(said[0]);
    this.draw();
  }

  protected override forget(): void {
    this.#said = [];
    // The pixels stay, so that the page does not jump while the next are read.
    this.#shownWord = this.#loading = undefined;
  }

  protected override view(): object {
    const { words } = this;
    const shown = this.#shownWord;
    const isWaiting = this.#heat === undefined && this.#said.length === 0;
    return (
      <figure part="base">
        {this.#source === undefined || !this.hasImage ? null : (
          <canvas
            part="canvas"
            role="img"
            aria-label={shown === undefined ? words.looked : words.lookedFor(shown.word)}
          />
        )}
        {this.failure === undefined ? null : (
          <FailureCard error={this.failure} words={words} onRetry={() => this.restart()} />
        )}
        {this.#loading === undefined || this.failure !== undefined ? null : (
          <ProgressRow {...loadLine(this.#loading, words)} />
        )}
        <figcaption part="words" lang={this.#language} aria-busy={isWaiting}>
          {this.#said.map((said, index) => (
            <Word key={index} said={said} isShown={said === shown} onShow={this.#show} />
          ))}
        </figcaption>
      </figure>
    );
  }

  protected override drawn(): void {
    const canvas = this.shadowRoot?.querySelector('canvas') ?? undefined;
    const source = this.#source;
    if (canvas === undefined || source === undefined) return;
    const scale = Math.min(1, maxSide / Math.max(source.width, source.height));
    const [width, height] = [Math.round(source.width * scale), Math.round(source.height * scale)];
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const heat = this.#heat ?? this.#shownWord?.heat;
    if (heat === undefined) canvas.getContext('2d')?.drawImage(source.pixels, 0, 0, width, height);
    else paintSpotlight(canvas, source.pixels, heat);
  }

  readonly #show = (said: SeenWord | undefined): void => {
    if (said === this.#shownWord) return;
    this.#shownWord = said;
    this.emit('onsight-spotlight', { word: said?.word });
    this.draw();
  };
}

/** A word as a button, if the model looked anywhere for it. */
function Word({
  said,
  isShown,
  onShow,
}: {
  readonly said: SeenWord;
  readonly isShown: boolean;
  readonly onShow: (said: SeenWord) => void;
}): object {
  if (said.heat === undefined) return <span>{said.word} </span>;
  const show = (): void => {
    onShow(said);
  };
  return (
    <button
      type="button"
      part={isShown ? 'word word-shown' : 'word'}
      aria-pressed={isShown}
      onClick={show}
      onFocus={show}
      onPointerEnter={show}
    >
      {said.word}
    </button>
  );
}

async function answerOf(
  instance: Onsight,
  image: ImageInput,
  question: string,
  options: { readonly signal: AbortSignal; readonly onProgress: (progress: LoadProgress) => void },
): Promise<readonly SeenWord[]> {
  const { answer, heat } = await instance.ask(image, question, { ...options, explain: true });
  return [{ word: answer, heat }];
}

/** Pixels to paint and their size. */
async function toSource(
  image: ImageInput,
): Promise<{ readonly pixels: CanvasImageSource; readonly width: number; readonly height: number }> {
  if (image instanceof HTMLImageElement) {
    await image.decode();
    return { pixels: image, width: image.naturalWidth, height: image.naturalHeight };
  }
  const pixels = image instanceof Blob || image instanceof ImageData ? await createImageBitmap(image) : image;
  return { pixels, width: pixels.width, height: pixels.height };
}
