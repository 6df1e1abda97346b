import type { Locator } from '@playwright/test';

/**
 * Resolves when the text of `locator` matches, and clicks the button named `press` in the same frame. Looks at every
 * change of the page: a state that passes quickly can fall between two polls of `expect`, or end before a click arrives.
 */
export async function awaitText(locator: Locator, text: RegExp, options: { press?: string } = {}): Promise<void> {
  await locator.evaluate(
    (element, [source, press]) =>
      new Promise<void>((resolve) => {
        const check = (): void => {
          if (!new RegExp(source).test(element.textContent)) return;
          if (press !== undefined) {
            const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === press);
            if (button === undefined || button.disabled) return;
            button.click();
          }
          observer.disconnect();
          resolve();
        };
        const observer = new MutationObserver(check);
        observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
        check();
      }),
    [text.source, options.press] as const,
  );
}
