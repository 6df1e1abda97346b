import type { JSX } from 'preact';
import type { LoadProgress } from '../../core/progress.ts';
import type { Adding } from '../../state/observe-add.ts';
import { Button } from '../button.tsx';
import { FailureCard } from '../failure-card.tsx';
import { loadLine, ProgressRow } from '../progress-row.tsx';
import { failureIn, formatCount, type ElementTexts } from '../texts.ts';

type Words = ElementTexts & { readonly language: string };

/** Properties of {@link AddingRow}. */
interface AddingRowProps {
  readonly adding: Adding;
  readonly words: Words;
  readonly actions: Readonly<Record<'cancel' | 'dismiss', () => void>>;
}

/** Adding under way, or its outcome. */
export function AddingRow({ adding, words, actions }: AddingRowProps): JSX.Element | null {
  switch (adding.status) {
    case 'idle':
    case 'cancelled':
      return null;
    case 'running':
      return (
        <ProgressRow
          {...addLine(adding.progress, words)}
          action={<Button text={words.cancel} onClick={actions.cancel} />}
        />
      );
    case 'failed':
      return <FailureCard error={adding.error} words={words} onRetry={actions.dismiss} />;
    case 'finished':
      return <Outcome {...adding.result} words={words} actions={actions} />;
  }
}

function addLine(
  progress: Extract<Adding, { status: 'running' }>['progress'],
  words: Words,
): ReturnType<typeof loadLine> {
  if (progress === undefined) return { text: words.opening };
  if (progress.phase !== 'index' && progress.phase !== 'done') return loadLine(progress satisfies LoadProgress, words);
  const { doneFiles, totalFiles } = progress;
  return {
    text: words.analysing(formatCount(doneFiles, words), formatCount(totalFiles, words)),
    share: doneFiles / Math.max(1, totalFiles),
  };
}

/** Files that could not be added; nothing if there are none, since the photos themselves are there. */
function Outcome({
  failed,
  words,
  actions,
}: Pick<AddingRowProps, 'words' | 'actions'> & Extract<Adding, { status: 'finished' }>['result']): JSX.Element | null {
  if (failed.length === 0) return null;
  return (
    <div part="failures" class="row failures">
      <details>
        <summary>{words.addFailed(formatCount(failed.length, words), failed.length)}</summary>
        <ul>
          {failed.slice(0, 100).map((failure, index) => (
            <li key={index}>
              {failure.name}: {failureIn(words, failure)}
            </li>
          ))}
        </ul>
      </details>
      <Button text={words.dismiss} onClick={actions.dismiss} />
    </div>
  );
}
