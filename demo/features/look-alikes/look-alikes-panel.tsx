import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { errorText } from '../../i18n/error-text.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/language.ts';
import { deleteWithUndo } from '../../state/library/deletion.ts';
import { libraryItems } from '../../state/library/library-items.ts';
import { lookAlikes, openLookAlikes, switchLookAlikes } from '../../state/library/look-alikes.ts';
import { readySession } from '../../state/session.ts';
import { showToast } from '../../state/toast.ts';
import { useObservable } from '../../state/use-observable.ts';
import { mergeMetadata, rankCopies, type Copy } from './merge-copies.ts';
import { sharpnessOf } from './sharpness.ts';

/** Shows look-alikes as one photo, or each by itself. */
export function LookAlikesSwitch(): JSX.Element {
  const t = useMessages().alikes;
  const { isOn, isLooking } = useObservable(lookAlikes);
  return (
    <button
      type="button"
      class={isOn ? 'chip chip--on' : 'chip'}
      aria-pressed={isOn}
      onClick={() => {
        switchLookAlikes(!isOn);
      }}
    >
      {isLooking ? t.looking : t.group}
    </button>
  );
}

/** The open group: which photo is proposed to be kept, and by which rule. */
export function OpenLookAlikes(): JSX.Element | null {
  const t = useMessages();
  const { open } = useObservable(lookAlikes);
  const [ranked, setRanked] = useState<readonly Copy[]>([]);
  useEffect(() => {
    let isShown = true;
    setRanked([]);
    if (open !== undefined)
      void rank(open).then((copies) => {
        if (isShown) setRanked(copies);
      });
    return () => {
      isShown = false;
    };
  }, [open]);
  const [best, ...others] = ranked;
  if (open === undefined || best === undefined || others.length === 0) return null;
  const name = best.metadata['name'];
  return (
    <section class="panel" aria-label={t.alikes.region}>
      <div class="panel__row">
        <span class="panel__text">{t.alikes.keep(typeof name === 'string' ? name : best.id)}</span>
        <span class="panel__actions">
          <button type="button" class="quiet" onClick={() => void keepBest(best, others)}>
            {t.alikes.deleteOthers(formatNumber(others.length), others.length)}
          </button>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              openLookAlikes(undefined);
            }}
          >
            {t.close}
          </button>
        </span>
      </div>
      <p class="panel__about muted">{t.alikes.rule}</p>
    </section>
  );
}

async function rank(ids: readonly string[]): Promise<readonly Copy[]> {
  const { library } = await readySession();
  const members = libraryItems().filter(({ photo }) => ids.includes(photo.id));
  const copies = await Promise.all(
    members.map(async ({ photo: { id }, metadata }): Promise<Copy> => {
      const preview = await library.thumbnail(id).catch(() => undefined);
      return { id, metadata, sharpness: await sharpnessOf(preview) };
    }),
  );
  return rankCopies(copies);
}

async function keepBest(best: Copy, others: readonly Copy[]): Promise<void> {
  try {
    const { library } = await readySession();
    const merged = mergeMetadata(
      best.metadata,
      others.map(({ metadata }) => metadata),
    );
    await library.update(best.id, merged);
    openLookAlikes(undefined);
    deleteWithUndo(others.map(({ id }) => id));
  } catch (error) {
    showToast({ text: errorText(error) });
  }
}
