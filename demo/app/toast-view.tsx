import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useMessages } from '../i18n/language.ts';
import { useObservable } from '../state/use-observable.ts';
import { closeToast, runToastAction, toast } from '../state/toast.ts';

const shownMs = 7_000;

/** A short message at the foot of the page. It stays as long as the pointer or the keyboard is on it. */
export function ToastView(): JSX.Element | null {
  const t = useMessages();
  const shown = useObservable(toast);
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (shown === undefined || shown.stays === true || isHeld) return undefined;
    const timer = setTimeout(closeToast, shownMs);
    return () => {
      clearTimeout(timer);
    };
  }, [shown, isHeld]);
  useEffect(() => {
    if (shown === undefined) setHeld(false);
  }, [shown]);
  if (shown === undefined) return null;
  const hold = (): void => {
    setHeld(true);
  };
  const letGo = (): void => {
    setHeld(false);
  };
  return (
    <div class="toast" onPointerEnter={hold} onPointerLeave={letGo} onFocusIn={hold} onFocusOut={letGo}>
      <span>{shown.text}</span>
      {shown.action === undefined ? null : (
        <button type="button" onClick={runToastAction}>
          {shown.action.label}
        </button>
      )}
      <button type="button" onClick={closeToast}>
        {t.dismiss}
      </button>
    </div>
  );
}
