import { samples } from 'virtual:samples';
import type { JSX } from 'preact';
import { formatBytes, formatNumber } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/language.ts';
import { ingest } from '../../state/ingest-state.ts';
import { addSamples } from '../../features/ingest/add-photos.ts';
import { PickButton } from '../../features/ingest/pick-button.tsx';
import { useMedia } from '../../features/grid/use-media.ts';
import { useModelCost } from '../../features/models/use-model-cost.ts';
import { useObservable } from '../../state/use-observable.ts';
import { chooseText } from '../../features/search/change-search.ts';
import { search } from '../../state/search-state.ts';
import { RouteLink } from '../route-link.tsx';
import { SearchProgress } from './library-bar.tsx';
import { SampleWall } from './sample-wall.tsx';

/** First screen without a library: an introduction, two ways to begin, and the sample photographs. */
export function FirstVisit(): JSX.Element {
  const t = useMessages();
  return (
    <>
      <Hero />
      <Suggestions />
      <SampleWall />
      <p class="first__note">
        <RouteLink to={{ screen: 'how' }} class="quiet">
          {t.how.title}
        </RouteLink>{' '}
        <RouteLink to={{ screen: 'credits' }} class="quiet">
          {t.first.credits}
        </RouteLink>
      </p>
    </>
  );
}

/** Makes room for the progress as soon as photos are being added. */
function Hero(): JSX.Element | null {
  const t = useMessages();
  const cost = useModelCost();
  const isTouch = useMedia('(pointer: coarse)');
  if (useObservable(ingest).status !== 'idle') return null;
  return (
    <section class="first">
      <h1>
        {t.first.headingTop}
        <br />
        {t.first.headingBottom}
      </h1>
      <p class="first__lead">{t.first.lead}</p>
      <div class="first__actions">
        <PickButton kind="photos" class="button">
          {t.addPhotos}
        </PickButton>
        <button type="button" class="button button--plain" onClick={addSamples}>
          {t.first.trySamples(formatNumber(samples.length))}
        </button>
      </div>
      <p class="first__note">
        {cost === undefined
          ? '\u00a0'
          : cost.missingBytes > 0
            ? t.first.download(formatBytes(cost.missingBytes))
            : t.first.downloaded}
        {t.sentenceGap}
        {isTouch ? (
          <PickButton kind="camera" class="link">
            {t.takePhoto}
          </PickButton>
        ) : (
          <>
            {t.first.drop}
            {t.sentenceGap}
            <PickButton kind="folder" class="link">
              {t.addFolder}
            </PickButton>
          </>
        )}
      </p>
    </section>
  );
}

/** Example queries for the samples, and the progress of a search. */
function Suggestions(): JSX.Element {
  const t = useMessages().first;
  const found = useObservable(search);
  return (
    <div class="suggestions" role="group" aria-label={t.suggestionGroup}>
      {found.status === 'searching' ? (
        <span class="suggestions__state">
          <SearchProgress search={found} />
        </span>
      ) : (
        <>
          <span class="muted">{t.suggest}</span>
          {t.suggestions.map((words) => (
            <button
              key={words}
              type="button"
              class="chip"
              onClick={() => {
                chooseText(words);
              }}
            >
              {words}
            </button>
          ))}
        </>
      )}
    </div>
  );
}
