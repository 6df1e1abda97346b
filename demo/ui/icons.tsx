import type { JSX } from 'preact';

const paths = {
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm5 12 4 4',
  camera: 'M4 8h3l1.5-2h7L17 8h3v11H4Zm8 2.5a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4Z',
  close: 'm6 6 12 12M18 6 6 18',
  previous: 'm14 6-6 6 6 6',
  send: 'M19 6v6H6m4-4-4 4 4 4',
  next: 'm10 6 6 6-6 6',
  zoomIn: 'M12 5v14M5 12h14',
  more: 'M12 5v14M5 12h14',
  less: 'M5 12h14',
  zoomOut: 'M9 4v5H4m11-5v5h5M9 20v-5H4m11 5v-5h5',
} as const;

/** A line icon of 20 pixels; the words stand beside it or in its button's label. */
export function Icon({ name }: { readonly name: keyof typeof paths }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
