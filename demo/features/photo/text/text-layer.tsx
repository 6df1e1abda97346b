import type { PlacedLine } from 'onsight';
import type { JSX } from 'preact';
import type { Photo } from '../../../state/library/photo.ts';
import { usePhotoLines } from '../../../state/library/read-photo-text.ts';

/**
 * The lines of a photo over it, to be selected like text; boxes show on hover, and always for lines that the search
 * found. Hidden from screen readers, because the same text is beside the photo.
 */
export function TextLayer({ photo }: { readonly photo: Photo }): JSX.Element | null {
  const lines = usePhotoLines(photo);
  if (lines === null || lines.length === 0) return null;
  const found = new Set(photo.lines?.map(({ entry }) => entry));
  const { width, height } = photo;
  return (
    <svg
      class="text-layer"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="xMidYMid meet"
      aria-hidden="true"
      data-testid="text-layer"
    >
      {lines.map((line) => (
        <Line key={line.entry} line={line} isFound={found.has(line.entry)} width={width} height={height} />
      ))}
    </svg>
  );
}

interface LineProps {
  readonly line: PlacedLine;
  readonly isFound: boolean;
  readonly width: number;
  readonly height: number;
}

function Line({ line, isFound, width, height }: LineProps): JSX.Element | null {
  if (line.quad === undefined) return null;
  const corners = line.quad.map(([x, y]) => [x * width, y * height] as const);
  const [[ax, ay] = [0, 0], [bx, by] = [0, 0], , [dx, dy] = [0, 0]] = corners;
  const length = Math.hypot(bx - ax, by - ay);
  const size = Math.hypot(dx - ax, dy - ay);
  const angle = (Math.atan2(by - ay, bx - ax) * 180) / Math.PI;
  return (
    <g class={isFound ? 'text-layer__line text-layer__line--found' : 'text-layer__line'}>
      <polygon points={corners.map((corner) => corner.join(',')).join(' ')} />
      <text
        transform={`translate(${dx} ${dy}) rotate(${angle})`}
        y={-0.22 * size}
        font-size={0.8 * size}
        textLength={length}
        lengthAdjust="spacingAndGlyphs"
        // The photo is not moved while its text is selected.
        onPointerDown={(event) => {
          event.stopPropagation();
        }}
      >
        {line.text}
      </text>
    </g>
  );
}
