import type { ComponentChildren, JSX } from 'preact';
import { useMessages } from '../../i18n/language.ts';
import type { Photo } from '../../state/library/photo.ts';
import { CaptionSection } from './caption/caption-section.tsx';
import { CopyCaption } from './caption/copy-caption.tsx';
import { PhotoDetails } from './photo-details.tsx';
import { QuestionSection } from './questions/question-section.tsx';
import { SimilarStrip } from './similar-strip.tsx';
import { ExampleButtons } from './example-buttons.tsx';
import type { ExampleSide } from '../../state/examples.ts';
import { RecordingMoments } from './recording/recording-moments.tsx';
import { TextSection } from './text/text-section.tsx';
import { WhySection } from './why/why-section.tsx';

/** Properties of {@link PhotoSide}. */
interface PhotoSideProps {
  readonly photo: Photo;
  readonly onSimilar: (id: string, name: string) => void;
  readonly onExample: (id: string, side: ExampleSide) => void;
  readonly actions: (photo: Photo) => ComponentChildren;
  readonly onDelete: () => void;
}

/** Details of a photo, and its actions. */
export function PhotoSide({ photo, onSimilar, onExample, actions, onDelete }: PhotoSideProps): JSX.Element {
  const t = useMessages().photo;
  return (
    <>
      <FileNotes photo={photo} />
      {photo.recording === undefined ? null : <RecordingMoments photo={photo} recording={photo.recording} />}
      {photo.recording?.kind === 'audio' ? null : (
        <>
          <CaptionSection id={photo.id} />
          {photo.recording === undefined ? <TextSection photo={photo} /> : null}
          <WhySection id={photo.id} />
          <QuestionSection id={photo.id} />
        </>
      )}
      <h2>{t.findMore}</h2>
      <p class="photo__chips">
        <button
          type="button"
          class="chip"
          onClick={() => {
            onSimilar(photo.id, photo.name);
          }}
        >
          {t.similar}
        </button>
        <ExampleButtons id={photo.id} onExample={onExample} />
        {photo.recording?.kind === 'audio' ? null : <CopyCaption id={photo.id} />}
        {actions(photo)}
        <button type="button" class="chip" onClick={onDelete}>
          {t.remove}
        </button>
      </p>
      <SimilarStrip id={photo.id} />
      <PhotoDetails photo={photo} />
    </>
  );
}

/** Note on missing parts of the file, next to the image, because it explains how the image looks. */
function FileNotes({ photo }: { readonly photo: Photo }): JSX.Element {
  const { photo: t, recording } = useMessages();
  return (
    <>
      {photo.isIncomplete ? (
        <p class="notice">{photo.recording === undefined ? t.incomplete : recording.incomplete}</p>
      ) : null}
      {photo.isRawPreview ? <p class="notice">{t.rawPreview}</p> : null}
    </>
  );
}
