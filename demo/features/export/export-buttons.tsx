import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { errorText } from '../../i18n/error-text.ts';
import { useMessages } from '../../i18n/language.ts';
import { captions } from '../../state/library/captions.ts';
import type { Photo } from '../../state/library/photo.ts';
import { showToast } from '../../state/toast.ts';
import { toCsv, toRecords, type PhotoRecord } from './photo-records.ts';
import { saveFile, toZip } from './save-file.ts';
import { ShareButton } from './share-button.tsx';
import { sidecarNames, toXmp } from './xmp.ts';

/** Buttons that pass photos on, and save names, captions and dates of them as files. */
export function ExportButtons({ photos }: { readonly photos: readonly Photo[] }): JSX.Element {
  const { library: t, share } = useMessages();
  // Asked for at each selection, never remembered.
  const [withPlace, setWithPlace] = useState(false);
  const isPlaced = photos.some(({ position }) => position !== undefined);
  const records = (): readonly PhotoRecord[] => toRecords(photos, captions.value, { withPlace: withPlace && isPlaced });
  return (
    <>
      <ShareButton photos={photos} />
      <button
        type="button"
        class="chip"
        onClick={() => {
          // The mark tells spreadsheets that it is UTF-8.
          saveFile('onsight.csv', new Blob([`\uFEFF${toCsv(records())}`], { type: 'text/csv' }));
        }}
      >
        {t.exportCsv}
      </button>
      <button
        type="button"
        class="chip"
        onClick={() => {
          saveFile('onsight.json', new Blob([JSON.stringify(records(), null, 2)], { type: 'application/json' }));
        }}
      >
        {t.exportJson}
      </button>
      <button
        type="button"
        class="chip"
        title={share.xmpNote}
        onClick={() => {
          saveSidecars(records()).catch((error: unknown) => {
            showToast({ text: errorText(error) });
          });
        }}
      >
        {share.xmp}
      </button>
      {isPlaced ? (
        <label class="check">
          <input
            type="checkbox"
            checked={withPlace}
            onChange={(event) => {
              setWithPlace(event.currentTarget.checked);
            }}
          />
          {share.withPlace}
        </label>
      ) : null}
    </>
  );
}

/** One sidecar per photo in an archive. */
async function saveSidecars(records: readonly PhotoRecord[]): Promise<void> {
  const encoder = new TextEncoder();
  const names = sidecarNames(records);
  const files = new Map(records.map((record, index) => [names[index] ?? '', encoder.encode(toXmp(record))]));
  saveFile('onsight-xmp.zip', await toZip(files));
}
