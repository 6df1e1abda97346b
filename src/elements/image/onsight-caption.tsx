import type { Onsight } from '../../api/onsight.ts';
import type { LoadProgress } from '../../core/progress.ts';
import type { ImageInput } from '../../sample/image-input.ts';
import { FailureCard } from '../failure-card.tsx';
import { ImageElement } from './image-element.ts';
import { loadLine, ProgressRow } from '../progress-row.tsx';

/**
 * `<onsight-caption for="id">`: describes an `<img>` in words that appear as the model writes them, and makes the
 * caption that `onsight.caption` then finds its alternative text, unless its author wrote one.
 *
 * Attributes: `for`, `prompt` (the beginning of the caption), `overwrite` (also replaces an author's `alt`). Event:
 * `onsight-caption` with `detail` the result of `onsight.caption`. Removing the element stops the model.
 */
export class OnsightCaption extends ImageElement {
  static override observedAttributes = [...ImageElement.observedAttributes, 'prompt', 'overwrite'];

  #text = '';
  #language = 'en';
  #isDone = false;
  #loading: LoadProgress | undefined;
  /** Alternative texts by this class of elements; any other is an author's. */
  static readonly #written = new WeakMap<HTMLImageElement, string>();

  constructor() {
    super('caption');
  }

  /** The caption so far. */
  get text(): string {
    return this.#text;
  }

  /** Beginning of the caption: the attribute. */
  get prompt(): string {
    return this.getAttribute('prompt') ?? '';
  }
  set prompt(prompt: string) {
    this.setAttribute('prompt', prompt);
  }

  /** Whether an author's alternative text is replaced: the attribute. */
  get overwrite(): boolean {
    return this.hasAttribute('overwrite');
  }
  set overwrite(overwrite: boolean) {
    this.toggleAttribute('overwrite', overwrite);
  }

  protected override async look(
    image: ImageInput,
    onsight: () => Promise<Onsight>,
    signal: AbortSignal,
  ): Promise<void> {
    const instance = await onsight();
    const onProgress = (progress: LoadProgress): void => {
      this.#loading = progress.phase === 'ready' || signal.aborted ? undefined : progress;
      this.draw();
    };
    const info = await instance.modelFor('caption', { signal });
    const options = { prompt: this.prompt, signal, onProgress };
    this.#language = info.languages['caption']?.[0] ?? 'en';
    for await (const { text } of instance.captionStream(image, options)) this.#show(text);
    // Words as they come are the first that the model thinks of; a beam search finds a better caption.
    const caption = await instance.caption(image, options);
    signal.throwIfAborted();
    this.#isDone = true;
    this.#show(caption.text);
    if (image instanceof HTMLImageElement) this.#describe(image, caption.text);
    this.emit('onsight-caption', caption);
  }

  protected override forget(): void {
    this.#text = '';
    this.#isDone = false;
    this.#loading = undefined;
  }

  protected override view(): object {
    const { words } = this;
    if (this.failure !== undefined)
      return <FailureCard error={this.failure} words={words} onRetry={() => this.restart()} />;
    if (this.#loading !== undefined && this.#text === '') return <ProgressRow {...loadLine(this.#loading, words)} />;
    if (this.#text === '')
      return (
        <span part="waiting" class="muted">
          {this.#isDone ? words.noCaption : this.hasImage ? words.describing : ''}
        </span>
      );
    return (
      <span part="text" lang={this.#language} aria-busy={!this.#isDone}>
        {this.#text}
      </span>
    );
  }

  #show(text: string): void {
    this.#text = text;
    this.#loading = undefined;
    this.draw();
  }

  #describe(image: HTMLImageElement, text: string): void {
    const isAuthors = image.alt !== '' && image.alt !== OnsightCaption.#written.get(image);
    if (text === '' || (isAuthors && !this.overwrite)) return;
    image.alt = text;
    OnsightCaption.#written.set(image, text);
  }
}
