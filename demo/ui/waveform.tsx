import type { JSX } from 'preact';

/** Loudness of a sound over time, one digit of base 36 per step; flat where it is not known. The name is beside it. */
export function Waveform({ levels = '0' }: { readonly levels: string | undefined }): JSX.Element {
  return (
    <svg class="waveform" viewBox={`0 0 ${String(levels.length)} 36`} preserveAspectRatio="none" aria-hidden="true">
      {Array.from(levels, (digit, i) => {
        const height = Math.max(1, Number.parseInt(digit, 36) || 0);
        return <rect key={i} x={i + 0.15} y={18 - height / 2} width={0.7} height={height} />;
      })}
    </svg>
  );
}
