import type { JSX } from 'preact';
import { useMessages } from '../../../i18n/language.ts';
import { search } from '../../../state/search-state.ts';
import { useObservable } from '../../../state/use-observable.ts';
import { reasonsFor, type Reason } from './reasons.ts';
import { WhyButton } from './why-button.tsx';

/** Why a photo is among the results: words that were found in its texts, or its look, and where in the photo. */
export function WhySection({ id }: { readonly id: string }): JSX.Element | null {
  const t = useMessages().why;
  const current = useObservable(search);
  if (current.status !== 'found') return null;
  const reasons = reasonsFor(id, current.found);
  if (reasons.length === 0) return null;
  return (
    <section class="why" aria-label={t.title}>
      <h2>{t.title}</h2>
      {reasons.map((reason) => (
        <ReasonText key={reason.kind} reason={reason} />
      ))}
      {reasons[0]?.kind === 'filters' ? null : <WhyButton id={id} />}
    </section>
  );
}

function ReasonText({ reason }: { readonly reason: Reason }): JSX.Element {
  const { why: t, search: texts } = useMessages();
  switch (reason.kind) {
    case 'text': {
      const { field, pieces } = reason.matched;
      return (
        <p class="why__text">
          <span class="muted">{t.foundIn(texts.foundIn[field])}</span>{' '}
          {pieces.map(({ text, isMatch }, i) => (isMatch ? <mark key={i}>{text}</mark> : text))}
        </p>
      );
    }
    case 'look':
      return <p class="why__text">{t.looks[reason.with][reason.degree]}</p>;
    case 'filters':
      return <p class="why__text">{t.filters}</p>;
  }
}
