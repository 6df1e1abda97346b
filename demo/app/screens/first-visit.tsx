import { samples } from 'virtual:samples';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { tileStyle } from '../../features/grid/layout-photos.ts';
import { useRowLayout } from '../../features/grid/use-row-layout.ts';
import { formatBytes, formatNumber } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/language.ts';
import { ingest } from '../../state/ingest-state.ts';
import { addSamples } from '../../features/ingest/add-photos.ts';
import { sampleUrl } from '../../state/samples.ts';
import { PickButton } from '../../features/ingest/pick-button.tsx';
import { useMedia } from '../../features/grid/use-media.ts';
import { useModelCost } from '../../features/models/use-model-cost.ts';
import { useObservable } from '../../state/use-observable.ts';
import { RouteLink } from '../route-link.tsx';

// The list has like beside like; every 25th of 66, beginning with the giraffes, makes a colourful wall.
const mixed = samples.map((sample, index) => samples[(index * 25 + 18) % samples.length] ?? sample);

/** What a visitor sees before there is a library: what this is, two ways to begin, and the sample photographs. */
export function FirstVisit(): JSX.Element {
  const t = useMessages();
  return (
    <>
      <Hero />
      <SampleWall />
      <p class="first__note">
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

function SampleWall(): JSX.Element {
  const t = useMessages().first;
  const wall = useRef<HTMLDivElement>(null);
  const { layout, start, end } = useRowLayout(wall, { photos: mixed, weak: 0 }, 900);
  return (
    <div ref={wall} class="grid" role="group" aria-label={t.sampleGroup} style={{ height: `${layout.height}px` }}>
      {mixed.slice(start, end).map(({ file, shows }, offset) => {
        const box = layout.boxes[start + offset];
        return box === undefined ? null : (
          <img
            key={file}
            class="tile tile--sample"
            src={sampleUrl(file)}
            alt={shows}
            decoding="async"
            style={tileStyle(box)}
          />
        );
      })}
    </div>
  );
}
