import { samples } from 'virtual:samples';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { tileStyle } from '../../features/grid/layout-photos.ts';
import { useRowLayout } from '../../features/grid/use-row-layout.ts';
import { addSamples } from '../../features/ingest/add-photos.ts';
import { useMessages } from '../../i18n/language.ts';
import { isInLibrary, libraryPhotos, type LibraryPhotos } from '../../state/library/library-photos.ts';
import { navigate } from '../../state/route.ts';
import { sampleUrl } from '../../state/samples.ts';
import { firstValue } from 'onsight/state';

// Neighbours in the list are similar; every 25th of 66, starting with the giraffes, makes a colourful wall.
const mixed = samples.map((sample, index) => samples[(index * 25 + 18) % samples.length] ?? sample);

const wallLayout = { photos: mixed, starts: [] };

/** The sample photographs before they are in the library. Pressing one adds them all and opens it. */
export function SampleWall(): JSX.Element {
  const t = useMessages().first;
  const wall = useRef<HTMLDivElement>(null);
  const { layout, start, end } = useRowLayout(wall, wallLayout, 900);
  return (
    <div ref={wall} class="grid" role="group" aria-label={t.sampleGroup} style={{ height: `${layout.height}px` }}>
      {mixed.slice(start, end).map(({ id, file, shows }, offset) => {
        const box = layout.boxes[start + offset];
        return box === undefined ? null : (
          <button
            key={file}
            type="button"
            class="tile tile--sample"
            data-glide={id}
            style={tileStyle(box)}
            onClick={() => void openSample(id)}
          >
            <img class="tile__image" src={sampleUrl(file)} alt={shows} decoding="async" />
          </button>
        );
      })}
    </div>
  );
}

async function openSample(id: string): Promise<void> {
  addSamples();
  await firstValue(libraryPhotos, (_): _ is LibraryPhotos => isInLibrary(id));
  navigate({ screen: 'photo', id });
}
