import type { Onsight } from '../../api/onsight.ts';
import type { ImageInput } from '../../sample/image-input.ts';
import { OnsightElement } from '../onsight-element.ts';
import { watchImage } from './watch-image.ts';

/** Base of elements that say something about one image: the `<img>` with the id `for`, or the property `image`. */
export abstract class ImageElement extends OnsightElement {
  static override observedAttributes = [...OnsightElement.observedAttributes, 'for'];

  /** Whether there is an image to look at. */
  protected hasImage = false;
  #image: ImageInput | undefined;

  /** Image to look at instead of the one that `for` names. */
  get image(): ImageInput | undefined {
    return this.#image;
  }
  set image(image: ImageInput | undefined) {
    if (image === this.#image) return;
    this.#image = image;
    this.restart();
  }

  /** Id of an `<img>` in the same document or shadow root: the attribute `for`. */
  get htmlFor(): string {
    return this.getAttribute('for') ?? '';
  }
  set htmlFor(id: string) {
    this.setAttribute('for', id);
  }

  /** Looks at an image until `signal` aborts, which it does when the image changes. */
  protected abstract look(image: ImageInput, onsight: () => Promise<Onsight>, signal: AbortSignal): Promise<void>;

  /** Forgets what was seen, because the image is gone or is about to be looked at. */
  protected abstract forget(): void;

  protected override async work(onsight: () => Promise<Onsight>, signal: AbortSignal): Promise<void> {
    let current: AbortController | undefined;
    const onImage = (image: ImageInput | undefined): void => {
      current?.abort(new DOMException('The image changed.', 'AbortError'));
      current = new AbortController();
      this.failure = undefined;
      this.hasImage = image !== undefined;
      this.forget();
      this.draw();
      if (image === undefined) return;
      const { signal: own } = current;
      this.look(image, onsight, own).catch((error: unknown) => {
        if (!own.aborted) this.fail(error);
      });
    };
    signal.addEventListener('abort', () => {
      current?.abort(signal.reason);
      this.forget();
    });
    if (this.#image === undefined) watchImage(this, { signal, onImage });
    else onImage(this.#image);
    return Promise.resolve();
  }
}
