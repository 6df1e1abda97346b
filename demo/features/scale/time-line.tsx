import type { JSX } from 'preact';
import { formatMilliseconds } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/language.ts';

const [width, height] = [200, 36];

/** The last query times as a line, the newest at the right; what it shows is said by its label. */
export function TimeLine({ times, label }: { readonly times: readonly number[]; readonly label: string }): JSX.Element {
  const t = useMessages().scale;
  const most = Math.max(...times, 1);
  const points = times.map((ms, i) => {
    const x = times.length === 1 ? width : (i * width) / (times.length - 1);
    return `${x.toFixed(1)},${(height - 2 - (ms / most) * (height - 4)).toFixed(1)}`;
  });
  return (
    <figure class="time-line">
      <svg viewBox={`0 0 ${String(width)} ${String(height)}`} role="img" aria-label={label}>
        <polyline points={points.join(' ')} fill="none" stroke="currentColor" stroke-width="1.5" />
      </svg>
      <figcaption>{t.slowest(formatMilliseconds(most))}</figcaption>
    </figure>
  );
}
