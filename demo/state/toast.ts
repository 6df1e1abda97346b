import { observable, type WritableObservable } from 'onsight/state';

/** A short message at the foot of the page with at most one action. */
export interface Toast {
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
  /** Called when it goes away without its action. */
  readonly onClose?: () => void;
  /** Stays until it is closed. */
  readonly stays?: boolean;
}

/** The toast that is shown. */
export const toast: WritableObservable<Toast | undefined> = observable(undefined);

/** Shows `next`; one that is still there is closed first. */
export function showToast(next: Toast): void {
  closeToast();
  toast.set(next);
}

/** Closes the toast that is shown. */
export function closeToast(): void {
  const shown = toast.value;
  toast.set(undefined);
  shown?.onClose?.();
}

/** Runs the action of the toast that is shown and takes it away. */
export function runToastAction(): void {
  const shown = toast.value;
  toast.set(undefined);
  shown?.action?.run();
}
