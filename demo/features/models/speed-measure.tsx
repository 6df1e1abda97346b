import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { errorText } from '../../i18n/error-text.ts';
import { formatMilliseconds } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/language.ts';
import type { ReadySession } from '../../state/session.ts';
import { FactList } from '../../ui/fact-list.tsx';
import { measureSpeed, type Speeds } from './measure-speed.ts';

type Measuring =
  | { readonly status: 'idle' }
  | { readonly status: 'running' }
  | { readonly status: 'measured'; readonly speeds: Speeds }
  | { readonly status: 'failed'; readonly error: unknown };

/** Measures the models in use on this device when it is asked to. */
export function SpeedMeasure({ session }: { readonly session: ReadySession }): JSX.Element {
  const t = useMessages().modelUses;
  const [state, setState] = useState<Measuring>({ status: 'idle' });
  const leaving = useRef(new AbortController());
  useEffect(
    () => () => {
      leaving.current.abort();
    },
    [],
  );
  const measure = async (): Promise<void> => {
    const { signal } = leaving.current;
    setState({ status: 'running' });
    try {
      const speeds = await measureSpeed(session, signal);
      if (!signal.aborted) setState({ status: 'measured', speeds });
    } catch (error) {
      if (!signal.aborted) setState({ status: 'failed', error });
    }
  };
  const shown = (ms: number | undefined): string => (ms === undefined ? t.notHere : formatMilliseconds(ms));
  return (
    <div aria-busy={state.status === 'running'}>
      {state.status === 'measured' ? (
        <>
          <FactList
            facts={[
              [t.embedTime, shown(state.speeds.embedMs)],
              [t.captionTime, shown(state.speeds.captionMs)],
            ]}
          />
          <p class="note">{t.measuredNow}</p>
        </>
      ) : null}
      {state.status === 'failed' ? <p role="alert">{errorText(state.error)}</p> : null}
      <p class="card__actions">
        <button type="button" class="chip" disabled={state.status === 'running'} onClick={() => void measure()}>
          {state.status === 'running' ? t.measuring : t.measure}
        </button>
      </p>
    </div>
  );
}
