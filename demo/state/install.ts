import { observable, type WritableObservable } from 'onsight/state';

// https://wicg.github.io/manifest-incubations/#installation-prompts: in Chromium only, and not in lib.dom.
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

/** Asks the visitor to install the page; undefined where it is installed, or the browser has its own way. */
export const installPrompt: WritableObservable<(() => void) | undefined> = observable<(() => void) | undefined>(
  undefined,
);

/** Keeps {@link installPrompt} as the browser offers it. */
export function followInstall(): void {
  addEventListener('beforeinstallprompt', (event) => {
    // The page has a button for it.
    event.preventDefault();
    installPrompt.set(() => {
      installPrompt.set(undefined);
      void (event as InstallPrompt).prompt();
    });
  });
  addEventListener('appinstalled', () => {
    installPrompt.set(undefined);
  });
}
