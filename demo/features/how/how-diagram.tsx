import type { JSX } from 'preact';
import { formatBytes, formatMilliseconds, formatNumber } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/language.ts';
import type { LastQuery } from '../../state/last-query.ts';
import type { HowFacts, PartTimes } from './how-facts.ts';

/** Properties of {@link HowDiagram}. */
interface HowDiagramProps {
  readonly facts: HowFacts;
  readonly photos: number;
  readonly last: LastQuery | undefined;
  readonly parts: PartTimes | undefined;
}

/** The running parts and the way of a query through them. A time stands where it was measured, and nothing else does. */
export function HowDiagram({ facts, photos, last, parts }: HowDiagramProps): JSX.Element {
  const t = useMessages().how;
  const { device, model, store, workers } = facts;
  const steps = last?.found.steps;
  const time = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : formatMilliseconds(ms));
  return (
    <svg class="how__diagram" viewBox="0 0 360 344" role="img" aria-label={t.diagram}>
      <Arrow from={[180, 62]} to={[180, 110]} time={time(steps?.searchMs)} />
      <Arrow from={[92, 162]} to={[92, 206]} time={time(parts?.modelMs)} />
      <Arrow from={[268, 162]} to={[268, 206]} time={time(parts?.storeMs)} />
      <path class="how__line" d="M180 162V288" />
      <Box x={20} y={8} width={320} title={t.page} note={t.pageNote(formatNumber(photos), photos)} />
      <Box
        x={20}
        y={108}
        width={320}
        title={t.worker}
        note={device.backend === 'webgpu' ? t.workerNote.webgpu : t.workerNote.wasm(formatNumber(device.threads))}
      />
      <Box
        x={20}
        y={206}
        width={150}
        title={t.model}
        note={model.storedBytes === 0 ? t.nothingStored : t.modelNote(formatBytes(model.storedBytes))}
      />
      <Box x={190} y={206} width={150} title={t.store} note={t.storeNote(formatNumber(store.rows), store.rows)} />
      <Box
        x={80}
        y={286}
        width={200}
        title={t.images}
        note={workers === undefined ? t.imagesUnknown : t.imagesNote(formatNumber(workers.nested), workers.nested)}
        isIdle={workers?.nested === 0}
      />
    </svg>
  );
}

interface BoxProps {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly title: string;
  readonly note: string;
  readonly isIdle?: boolean;
}

function Box({ x, y, width, title, note, isIdle = false }: BoxProps): JSX.Element {
  const middle = x + width / 2;
  return (
    <g>
      <rect class={isIdle ? 'how__box how__box--idle' : 'how__box'} x={x} y={y} width={width} height={54} rx={10} />
      <text class="how__name" x={middle} y={y + 23}>
        {title}
      </text>
      <text class="how__note" x={middle} y={y + 42}>
        {note}
      </text>
    </g>
  );
}

type Point = readonly [x: number, y: number];

/** A line there and back, with its time beside it. */
function Arrow({
  from,
  to,
  time,
}: {
  readonly from: Point;
  readonly to: Point;
  readonly time: string | undefined;
}): JSX.Element {
  const [x, top] = from;
  const bottom = to[1];
  return (
    <g>
      <path class={time === undefined ? 'how__line' : 'how__line how__line--used'} d={`M${x} ${top}V${bottom}`} />
      {time === undefined ? null : (
        <text class="how__time" x={x + 8} y={(top + bottom) / 2 + 4}>
          {time}
        </text>
      )}
    </g>
  );
}
