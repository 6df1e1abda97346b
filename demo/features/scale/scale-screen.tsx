import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useMessages } from '../../i18n/language.ts';
import { AskCard } from './ask-card.tsx';
import { BuildCard } from './build-card.tsx';
import { CareCard } from './care-card.tsx';
import { showScale } from './scale-work.ts';

/** A million rows in the visitor's own browser: made here, searched here, and safe when their worker is killed. */
export function ScaleScreen(): JSX.Element {
  const t = useMessages().scale;
  useEffect(showScale, []);
  return (
    <>
      <h1>{t.title}</h1>
      <p class="lead">{t.lead}</p>
      <BuildCard />
      <AskCard />
      <CareCard />
    </>
  );
}
