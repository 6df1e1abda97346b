import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useMessages } from '../i18n/language.ts';
import { useObservable } from '../state/observable.ts';
import { closeToast, runToastAction, toast } from '../state/toast.ts';

const shownMs = 7_000;

/** A short message at the foot of the page. */
export function ToastView(): JSX.Element | null {
  const t = useMessages();
  const shown = useObservable(toast);
  useEffect(() => {
    if (shown === undefined || shown.stays === true) return undefined;
    const timer = setTimeout(closeToast, shownMs);
    return () => {
      clearTimeout(timer);
    };
  }, [shown]);
  if (shown === undefined) return null;
  return (
    <div class="toast" role="status">
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
