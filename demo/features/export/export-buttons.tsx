import type { JSX } from 'preact';
import { useMessages } from '../../i18n/language.ts';
import { captions } from '../../state/library/captions.ts';
import type { Photo } from '../../state/library/photo.ts';
import { toCsv, toRecords } from './photo-records.ts';

/** Buttons that save names, captions and dates of photos as a file. */
export function ExportButtons({ photos }: { readonly photos: readonly Photo[] }): JSX.Element {
  const t = useMessages().library;
  return (
    <>
      <button
        type="button"
        class="chip"
        onClick={() => {
          // The mark tells spreadsheets that it is UTF-8.
          saveFile('onsight.csv', 'text/csv', `\uFEFF${toCsv(toRecords(photos, captions.value))}`);
        }}
      >
        {t.exportCsv}
      </button>
      <button
        type="button"
        class="chip"
        onClick={() => {
          saveFile('onsight.json', 'application/json', JSON.stringify(toRecords(photos, captions.value), null, 2));
        }}
      >
        {t.exportJson}
      </button>
    </>
  );
}

function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to read it when the click returns.
  URL.revokeObjectURL(url);
}
