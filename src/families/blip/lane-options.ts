import type { LaneOptions } from '../../core/async/lane.ts';
import type { LanguageCallOptions } from '../vision-language-model.ts';

/** What a run needs of a call's options. */
export function toLaneOptions({ signal, priority = 'interactive' }: LanguageCallOptions): LaneOptions {
  return { signal, priority };
}
