import type { HeatMap } from 'onsight';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { errorText } from '../../../i18n/error-text.ts';
import type { Messages } from '../../../i18n/en.ts';
import { messages, useMessages } from '../../../i18n/language.ts';
import { announce } from '../../../state/announcement.ts';
import { placeOfHeat } from './reasons.ts';
import { search, toLibraryQuery } from '../../../state/search-state.ts';
import { useObservable } from '../../../state/use-observable.ts';
import { readySession } from '../../../state/session.ts';
import { chooseLight, lights } from '../image/spotlight.ts';

type Why =
  | { readonly status: 'none' }
  | { readonly status: 'looking' }
  | { readonly status: 'known'; readonly heat: HeatMap }
  | { readonly status: 'failed'; readonly error: unknown };

const of = 'search';

/** Shows where in the photo the search was answered; only for a photo that was found by one. */
export function WhyButton({ id }: { readonly id: string }): JSX.Element | null {
  const { photo: t, why: texts } = useMessages();
  const current = useObservable(search);
  const found = current.status === 'found' ? current.found : undefined;
  const isOn = useObservable(lights).chosen?.of === of;
  const [why, setWhy] = useState<Why>({ status: 'none' });
  const running = useRef<AbortController>(undefined);
  useEffect(() => {
    setWhy({ status: 'none' });
    return () => {
      running.current?.abort();
    };
  }, [id, found?.query]);
  if (found?.photos.some((photo) => photo.id === id) !== true) return null;
  const look = async (): Promise<void> => {
    const controller = new AbortController();
    const { signal } = controller;
    running.current = controller;
    setWhy({ status: 'looking' });
    try {
      const { library } = await readySession(signal);
      const heat = await library.explain(id, toLibraryQuery(found.query, found.understood), { signal });
      if (signal.aborted) return;
      setWhy({ status: 'known', heat });
      chooseLight({ of, heat });
      announce(whereText(heat, messages().why));
    } catch (error) {
      if (!signal.aborted) setWhy({ status: 'failed', error });
    }
  };
  return (
    <>
      <button
        type="button"
        class={isOn ? 'chip chip--on' : 'chip'}
        aria-pressed={isOn}
        disabled={why.status === 'looking'}
        onClick={() => {
          if (why.status === 'known') chooseLight({ of, heat: why.heat });
          else void look();
        }}
      >
        {why.status === 'looking' ? t.looking : t.why}
      </button>
      {why.status === 'looking' ? <progress class="panel__bar" aria-label={t.looking} /> : null}
      {why.status === 'known' && isOn ? <p class="note">{whereText(why.heat, texts)}</p> : null}
      {why.status === 'failed' ? <span role="alert">{errorText(why.error)}</span> : null}
    </>
  );
}

/** Where in the photo the model found it, for those who do not see the spotlight. */
function whereText(heat: HeatMap, { places, everywhere }: Messages['why']): string {
  const place = placeOfHeat(heat);
  return place === undefined ? everywhere : places[place.row][place.column];
}
