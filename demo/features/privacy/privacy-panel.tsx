import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatNumber } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/language.ts';
import { requests } from '../../state/requests.ts';
import { useObservable } from '../../state/use-observable.ts';

/** How many requests were made since the model is here, and how to see for oneself that none is needed. */
export function PrivacyProof(): JSX.Element {
  const t = useMessages().privacy;
  const known = useObservable(requests);
  const [isOpen, setOpen] = useState(false);
  if (known === undefined) return <div class="privacy" />;
  const { count, last } = known;
  return (
    <div class="privacy">
      <button
        type="button"
        class="quiet privacy__count"
        aria-expanded={isOpen}
        onClick={() => {
          setOpen(!isOpen);
        }}
      >
        {t.requests(formatNumber(count), count)}
      </button>
      {isOpen ? (
        <div class="privacy__more">
          <p>{t.counted}</p>
          <p>{t.try}</p>
          {last.length === 0 ? null : (
            <ul>
              {last.map((url, place) => (
                <li key={`${String(place)} ${url}`}>{url}</li>
              ))}
            </ul>
          )}
        </div>
      ) : null}
    </div>
  );
}
