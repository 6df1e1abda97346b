import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { errorText } from '../../i18n/error-text.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/language.ts';
import { captionInWords } from '../../state/library/caption-form.ts';
import { captions, chooseCaption, saveCaption, swapCaption, type StoredCaption } from '../../state/library/captions.ts';
import { libraryPhotos } from '../../state/library/library-photos.ts';
import type { Photo } from '../../state/library/photo.ts';
import { useThumbnail } from '../../state/library/use-thumbnail.ts';
import { chosenModel, starter } from '../../state/chosen-models.ts';
import { photoScope } from '../../state/photo-scope.ts';
import { readySession } from '../../state/session.ts';
import { useObservable } from '../../state/use-observable.ts';
import { wordModels } from '../../state/word-models.ts';
import { captionAll, wantsCaption } from './caption-all.ts';
import { CaptionPanel } from './caption-panel.tsx';
import { captioning } from './captioning-state.ts';

/** Has the chosen model write captions, and shows those that took the place of another model's beside them. */
export function CaptionsScreen(): JSX.Element {
  const { betterCaptions: t } = useMessages();
  const known = useObservable(libraryPhotos);
  const scope = useObservable(photoScope);
  const stored = useObservable(captions);
  const model = useObservable(wordModels).caption?.name ?? chosenModel('caption');
  const { status } = useObservable(captioning);
  const all = known.status === 'known' ? known.photos : [];
  const photos = scope === undefined ? all : all.filter(({ id }) => scope.has(id));
  const wanted = photos.filter(wantsCaption).length;
  const pairs = photos.flatMap((photo) => {
    const caption = stored.get(photo.id);
    return caption?.other === undefined ? [] : [{ photo, caption }];
  });
  return (
    <article class="page">
      <h1>{t.title}</h1>
      <p class="lead">{t.lead}</p>
      <section class="card">
        <p class="better__start">
          <span>{t.writer(model)}</span>
          <a class="link" href="#/models">
            {t.otherModel}
          </a>
        </p>
        <p class="note">
          {wanted > 0
            ? t.wanted(formatNumber(wanted), wanted)
            : photos.length > 0
              ? t.nothingWanted(model)
              : t.noPhotos}
        </p>
        <p class="card__actions">
          <button
            type="button"
            class="button button--small"
            disabled={wanted === 0 || status === 'running'}
            onClick={() => {
              captionAll(new Set(photos.map(({ id }) => id)));
            }}
          >
            {t.write}
          </button>
        </p>
      </section>
      <CaptionPanel photos={photos} hideWhenDone={false} />
      {pairs.length === 0 ? null : <Pairs pairs={pairs} />}
    </article>
  );
}

interface Pair {
  readonly photo: Photo;
  readonly caption: StoredCaption;
}

function Pairs({ pairs }: { readonly pairs: readonly Pair[] }): JSX.Element {
  const { betterCaptions: t } = useMessages();
  const [failure, setFailure] = useState<unknown>();
  const save = (changes: readonly { readonly id: string; readonly caption: StoredCaption | undefined }[]): void => {
    const work = async (): Promise<void> => {
      const { library } = await readySession();
      for (const { id, caption } of changes) if (caption !== undefined) await saveCaption(library, id, caption);
    };
    work().then(() => {
      setFailure(undefined);
    }, setFailure);
  };
  return (
    <section class="card" aria-label={t.compare}>
      <h2>{t.compare}</h2>
      {failure === undefined ? null : <p role="alert">{errorText(failure)}</p>}
      <p class="card__actions">
        <button
          type="button"
          class="chip"
          onClick={() => {
            save(pairs.map(({ photo: { id }, caption }) => ({ id, caption: chooseCaption(caption) })));
          }}
        >
          {t.keepChosen}
        </button>
        <button
          type="button"
          class="chip"
          onClick={() => {
            const isNew = ({ caption }: Pair): boolean => caption.by === chosenModel('caption');
            save(pairs.filter(isNew).map(({ photo: { id }, caption }) => ({ id, caption: swapCaption(caption) })));
          }}
        >
          {t.undoAll}
        </button>
      </p>
      <ul class="better">
        {pairs.map(({ photo, caption }) => (
          <PairRow
            key={photo.id}
            photo={photo}
            caption={caption}
            onSwap={() => {
              save([{ id: photo.id, caption: swapCaption(caption) }]);
            }}
          />
        ))}
      </ul>
    </section>
  );
}

interface PairRowProps extends Pair {
  readonly onSwap: () => void;
}

/** The old caption before the new one, the chosen one marked. */
function PairRow({ photo, caption, onSwap }: PairRowProps): JSX.Element {
  const { betterCaptions: t } = useMessages();
  const url = useThumbnail(photo.id);
  const isNew = caption.by === chosenModel('caption');
  const own = { text: caption.text, by: caption.by, isChosen: true };
  const other = { text: caption.other?.text ?? '', by: caption.other?.by, isChosen: false };
  const texts = isNew ? [other, own] : [own, other];
  return (
    <li class="better__row" aria-label={photo.name}>
      {url === undefined ? <span class="better__image" /> : <img class="better__image" src={url} alt="" />}
      <fieldset class="better__texts">
        <legend class="visually-hidden">{photo.name}</legend>
        {texts.map(({ text, by, isChosen }, index) => (
          <label key={index} class="better__text">
            <input
              type="radio"
              name={`caption ${photo.id}`}
              checked={isChosen}
              onChange={isChosen ? undefined : onSwap}
            />
            <span>
              <span class="muted">
                {index === 0 ? t.before : t.after}: {by === undefined ? '' : nameOf(by)}
              </span>
              <br />
              {captionInWords(text)}
            </span>
          </label>
        ))}
      </fieldset>
    </li>
  );
}

function nameOf(model: string): string {
  return model === starter ? 'onsight starter' : model;
}
