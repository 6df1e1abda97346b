import type { ComponentChild, JSX } from 'preact';
import type { LoadProgress } from '../core/progress.ts';
import type { ElementTexts } from './texts.ts';

/** One line of progress. `share`: 0 to 1, undefined if unknown. */
interface ProgressLine {
  readonly text: string;
  readonly share?: number;
}

/** Work under way and the share of it that is done. */
export function ProgressRow({ text, share, action }: ProgressLine & { readonly action?: ComponentChild }): JSX.Element {
  return (
    <div part="progress" class="row progress">
      <span class="grow">
        {text}
        <progress part="progress-bar" aria-label={text} {...(share === undefined ? {} : { value: share })} max={1} />
      </span>
      {action}
    </div>
  );
}

/** Loading of a model as a line: bytes while it downloads. */
export function loadLine(progress: LoadProgress, words: ElementTexts & { readonly language: string }): ProgressLine {
  if (progress.phase !== 'download') return { text: words.starting };
  const { loadedBytes, totalBytes } = progress;
  const format = new Intl.NumberFormat(words.language, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 });
  const text = words.downloading(format.format(loadedBytes / 1e6), format.format(totalBytes / 1e6));
  return { text, share: loadedBytes / Math.max(1, totalBytes) };
}
