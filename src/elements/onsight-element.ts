import { render } from 'preact';
import type { Onsight } from '../api/onsight.ts';
import { borrowOnsight } from './shared-onsight.ts';
import { languageOf, textsIn, type ElementTexts } from './texts.ts';
import { sheetsOf } from './styles.ts';

// On a server there is no HTMLElement; the classes can be imported there, but not constructed.
const PlatformElement = typeof HTMLElement === 'undefined' ? (Object as unknown as typeof HTMLElement) : HTMLElement;

/**
 * Base of the elements: a shadow root drawn from `view()`, an instance that is given or borrowed, and texts in the
 * language of the place.
 *
 * An element works from being connected until a microtask after it was disconnected, so a move in the document
 * interrupts nothing. Attributes: `models-url`, `worker-url`, `assets-url` of the instance, and `lang`.
 */
export abstract class OnsightElement extends PlatformElement {
  static observedAttributes: readonly string[] = ['models-url', 'worker-url', 'assets-url', 'lang'];

  /** Error that the element shows; undefined while it works. */
  protected failure: unknown;
  #onsight: Onsight | undefined;
  #texts: Partial<ElementTexts> | undefined;
  #work: { readonly controller: AbortController; readonly release: () => void } | undefined;
  #isDrawing = false;
  #isRestarting = false;
  #languages: MutationObserver | undefined;

  constructor(style: Parameters<typeof sheetsOf>[0]) {
    super();
    this.attachShadow({ mode: 'open' }).adoptedStyleSheets = sheetsOf(style);
  }

  /** Instance to use, which stays the page's to dispose. Without one the element borrows one that elements share. */
  get onsight(): Onsight | undefined {
    return this.#onsight;
  }
  set onsight(onsight: Onsight | undefined) {
    if (onsight === this.#onsight) return;
    this.#onsight = onsight;
    this.restart();
  }

  /** Texts that replace built-in ones. */
  get texts(): Partial<ElementTexts> | undefined {
    return this.#texts;
  }
  set texts(texts: Partial<ElementTexts> | undefined) {
    this.#texts = texts;
    this.draw();
  }

  /** Content of the shadow root, as JSX. */
  protected abstract view(): object;

  /** Works until `signal` aborts. What it throws is shown. `onsight` resolves on demand. */
  protected abstract work(onsight: () => Promise<Onsight>, signal: AbortSignal): Promise<void>;

  /** Called after each drawing. */
  protected drawn?(): void;

  connectedCallback(): void {
    this.#adoptProperties();
    this.#languages ??= new MutationObserver(() => {
      this.draw();
    });
    this.#languages.observe(document.documentElement, { attributeFilter: ['lang'] });
    if (this.#work === undefined) this.restart();
  }

  /** An atomic move (`moveBefore`) changes nothing. */
  connectedMoveCallback(): void {
    this.draw();
  }

  disconnectedCallback(): void {
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#languages?.disconnect();
      this.#stop();
      if (this.shadowRoot !== null) render(null, this.shadowRoot);
    });
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return;
    if (name === 'lang') this.draw();
    else this.restart();
  }

  /** Texts in the language of the place, and that language as a BCP 47 tag. */
  protected get words(): ElementTexts & { readonly language: string } {
    const language = languageOf(this);
    return { ...textsIn(language), ...this.#texts, language };
  }

  /** Draws the view once the current task's changes are made. */
  protected draw(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    queueMicrotask(() => {
      this.#isDrawing = false;
      if (!this.isConnected || this.shadowRoot === null) return;
      render(this.view(), this.shadowRoot);
      this.drawn?.();
    });
  }

  /** Ends the work under way and begins again, once for all changes of a task. */
  protected restart(): void {
    if (this.#isRestarting) return;
    this.#isRestarting = true;
    queueMicrotask(() => {
      this.#isRestarting = false;
      if (this.isConnected) this.#start();
    });
  }

  /** Shows an error and reports it as `onsight-error`. */
  protected fail(error: unknown): void {
    this.failure = error;
    this.emit('onsight-error', { error });
    this.draw();
  }

  /** Dispatches an event that bubbles out of shadow roots. @returns false if a listener prevented the default */
  protected emit(type: string, detail: unknown): boolean {
    return this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true, cancelable: true }));
  }

  #start(): void {
    const previous = this.#work;
    const controller = new AbortController();
    const { signal } = controller;
    let borrowed: ReturnType<typeof borrowOnsight> | undefined;
    const release = (): void => borrowed?.release();
    const take = (): Promise<Onsight> => {
      signal.throwIfAborted();
      if (this.#onsight !== undefined) return Promise.resolve(this.#onsight);
      borrowed ??= borrowOnsight({
        modelsUrl: this.getAttribute('models-url') ?? undefined,
        workerUrl: this.getAttribute('worker-url') ?? undefined,
        assetsUrl: this.getAttribute('assets-url') ?? undefined,
      });
      return borrowed.onsight;
    };
    this.failure = undefined;
    this.#work = { controller, release };
    previous?.controller.abort(new DOMException('The element changed.', 'AbortError'));
    // What failed for want of a network is tried again when there is one.
    const retry = (): void => {
      if (this.failure !== undefined) this.restart();
    };
    addEventListener('online', retry, { signal });
    this.draw();
    this.work(take, signal).catch((error: unknown) => {
      if (!signal.aborted) this.fail(error);
    });
    // After the new work took its instance, so that the same one is not disposed and created again.
    previous?.release();
  }

  #stop(): void {
    this.#work?.controller.abort(new DOMException('The element was removed.', 'AbortError'));
    this.#work?.release();
    this.#work = undefined;
  }

  /** Hands properties that were set before the class was defined to their setters. */
  #adoptProperties(): void {
    for (const name of Object.keys(this)) {
      if (!(name in Object.getPrototypeOf(this))) continue;
      const value: unknown = Reflect.get(this, name);
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
    }
  }
}
