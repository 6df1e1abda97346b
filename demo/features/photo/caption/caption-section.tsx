import type { WordHeat } from 'onsight';
import type { JSX } from 'preact';
import { errorText } from '../../../i18n/error-text.ts';
import { useMessages } from '../../../i18n/language.ts';
import { EarlierCaption } from './earlier-caption.tsx';
import { LanguageNote } from '../language-note.tsx';
import { wordModels } from '../../../state/word-models.ts';
import { toLoadText } from '../../../ui/load-line.ts';
import { useObservable } from '../../../state/use-observable.ts';
import { LitWords } from '../image/lit-words.tsx';
import { captionInWords, isTextCaption, labelOf } from '../../../state/library/caption-form.ts';
import { usePhotoCaption, type PhotoCaption } from './use-photo-caption.ts';

/** The photo's caption by the model. Its space is reserved, so that nothing moves when it arrives. */
export function CaptionSection({ id }: { readonly id: string }): JSX.Element {
  const t = useMessages().photo;
  const { caption, again } = usePhotoCaption(id);
  return (
    <section class="caption" aria-label={t.shows} aria-busy={caption.status === 'waiting'}>
      <h2>{t.shows}</h2>
      <CaptionText caption={caption} onRetry={again} />
      <EarlierCaption id={id} onSwap={again} />
      <LanguageNote task="caption" />
    </section>
  );
}

function CaptionText(props: { readonly caption: PhotoCaption; readonly onRetry: () => void }): JSX.Element {
  const t = useMessages();
  const { caption } = props;
  const lang = useObservable(wordModels).caption?.languages['caption']?.[0];
  switch (caption.status) {
    case 'waiting': {
      const { loading } = caption;
      const text = loading === undefined ? t.photo.looking : toLoadText(loading, t);
      return <p class="photo__caption photo__caption--waiting">{text}</p>;
    }
    case 'written':
      return <WrittenCaption text={caption.text} words={caption.words} lang={lang} />;
    case 'failed':
      return (
        <p class="photo__caption photo__caption--waiting" role="alert">
          {errorText(caption.error)}
          {t.sentenceGap}
          <button type="button" class="link" onClick={props.onRetry}>
            {t.retry}
          </button>{' '}
          <a href="#/models" class="link">
            {t.models}
          </a>
        </p>
      );
  }
}

interface WrittenCaptionProps {
  readonly text: string;
  readonly words: readonly WordHeat[];
  /** The language that the model writes. */
  readonly lang: string | undefined;
}

/** A sentence as it is; a label as a guess; of a blank image or a page of text what there is to say. */
function WrittenCaption({ text, words, lang }: WrittenCaptionProps): JSX.Element {
  const t = useMessages().photo;
  if (text === '' || isTextCaption(text))
    return <p class="photo__caption photo__caption--plain">{captionInWords(text)}</p>;
  const label = labelOf(text);
  if (label === undefined)
    return (
      <p class="photo__caption" lang={lang}>
        {words.length === 0 ? text : <LitWords text={text} words={words} />}
      </p>
    );
  const named = words
    .filter(({ start }) => start >= label.start)
    .map((word) => ({ ...word, start: word.start - label.start, end: word.end - label.start }));
  const article = label.article === '' ? '' : `${label.article} `;
  return (
    <p class="photo__caption">
      {t.probably('')}
      <span lang={lang}>
        {article}
        {named.length === 0 ? label.name : <LitWords text={label.name} words={named} />}
      </span>
    </p>
  );
}
