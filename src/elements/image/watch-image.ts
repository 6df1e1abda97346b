/**
 * Calls `onImage` with the `<img>` that an element's `for` names, each time that it shows another image, and with
 * undefined while there is none. Follows changes of the document until `signal` aborts.
 */
export function watchImage(
  element: HTMLElement,
  {
    signal,
    onImage,
  }: { readonly signal: AbortSignal; readonly onImage: (image: HTMLImageElement | undefined) => void },
): void {
  const root = element.getRootNode();
  let image: HTMLImageElement | undefined;
  const onLoad = (): void => {
    onImage(image);
  };
  const look = (): void => {
    const id = element.getAttribute('for') ?? '';
    const found = root instanceof Document || root instanceof ShadowRoot ? root.getElementById(id) : null;
    const next = found instanceof HTMLImageElement ? found : undefined;
    if (next === image) return;
    image?.removeEventListener('load', onLoad);
    image = next;
    image?.addEventListener('load', onLoad);
    // One that is still loading is reported by its event.
    onImage(image?.complete === true && image.naturalWidth > 0 ? image : undefined);
  };
  // The image may be parsed after the element, and a framework may replace it.
  const observer = new MutationObserver(look);
  observer.observe(root, { childList: true, subtree: true, attributeFilter: ['id'] });
  signal.addEventListener('abort', () => {
    observer.disconnect();
    image?.removeEventListener('load', onLoad);
  });
  look();
}
